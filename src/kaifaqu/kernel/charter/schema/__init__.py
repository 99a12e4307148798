"""The types of a charter's nouns. Pure: no Django, so that editors and other tools can use it."""

from kaifaqu.kernel.charter.schema.measures import Change, FactAt, Less, Measure, Ratio, Sum, Term, Title

__all__ = ["Change", "FactAt", "Less", "Measure", "Ratio", "Sum", "Term", "Title"]
