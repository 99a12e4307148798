"""What the parts of a charter are called in a language on a day: the one place that turns keys into names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.kernel.charter import names
from kaifaqu.kernel.charter.overlay import COMMON, Found, Resolved
from kaifaqu.kernel.charter.reading import values_text
from kaifaqu.kernel.charter.schema.base import Wording, told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.words import LISTED, MODES
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.figures.units import Lang

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
PARAM = "p."


@dataclass(frozen=True)
class Voice:
    """A charter as it speaks of its parts. What nobody has named is spoken of by its key; lint finds it."""

    resolved: Resolved
    day: date
    lang: Lang

    @property
    def en(self) -> bool:
        """Whether it speaks English."""
        return self.lang == "en"

    def pick(self, pair: tuple[str, str]) -> str:
        """The Chinese or the English of a pair."""
        return pair[self.en]

    def listed(self, texts: list[str]) -> str:
        """Several in a row."""
        return self.pick(LISTED).join(texts)

    def word(self, name: str, key: str) -> str:
        """A key of a list of words."""
        return self.resolved.word(name, key, self.lang)

    def party(self, words: Wording) -> str:
        """An organ, a kind of organ or a role; or words that name one."""
        said = told(words, self.lang)
        return self.resolved.party(said, self.lang)

    def effect(self, key: str) -> str:
        """What a rule does something to: by its list, or a procedure it opens, a mode, or whom it tells."""
        if any(key in self.resolved.words.get(name, {}) for name in ("effect", COMMON)):
            return self.word("effect", key)
        if key in self.resolved.of("procedures"):
            return self.clause("procedures", key)
        return self.pick(MODES[key]) if key in MODES else self.party(key)

    def kind(self, key: str) -> str:
        """A kind of subject."""
        return self.word("kind", key)

    def fact(self, key: str) -> str:
        """A fact."""
        title = names.title(key)
        return title.text(self.lang) if title else key

    def clause(self, noun: str, key: str) -> str:
        """A clause by its title."""
        found = self.resolved.clauses.get((noun, key))
        return found[1].title.text(self.lang) if found else key

    def param(self, key: str) -> str:
        """A parameter by its value in force; by its title where it has many values."""
        found = self.resolved.clauses.get(("params", key))
        if found is None or (isinstance(found[1], Param) and found[1].by):
            return self.clause("params", key)
        return values_text(self.resolved, key, self.day, self.lang)

    def threshold(self, key: str) -> str:
        """A parameter that something is compared with: the comparison says 不低于, so its value does not."""
        found = self.resolved.param(key, self.day)
        if isinstance(found, Found) and isinstance(found.value, Figure):
            return replace(found.value, qualifier=None).text(self.lang)
        return self.param(key)

    def limit(self, written: str) -> str:
        """A limit, or the parameter that gives it."""
        if written.startswith(PARAM):
            return self.param(written.removeprefix(PARAM))
        try:
            return Limit.parse(written).text(self.lang)
        except ValueError:
            return written
