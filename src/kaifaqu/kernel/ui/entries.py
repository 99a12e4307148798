"""The fields in which parts of a clause are entered: texts, choices, several of them, a parameter or a value."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.editing import MOST
from kaifaqu.kernel.charter.entered import entered
from kaifaqu.kernel.charter.fields import Part

OWN = ""


TONGUES = {"en": "en", "zh": "zh-Hans"}


def tongue(part: Part) -> dict[str, str]:
    """In which language a part is written, where it is one of two."""
    said = TONGUES.get(part.path.rpartition(".")[2])
    return {"lang": said} if said else {}


def field_of(part: Part) -> forms.Field:
    """The field of a part, with its text in it."""
    common: dict[str, Any] = {"label": part.label, "initial": part.text, "required": False, "help_text": part.hint}
    made: Any
    if part.several:
        common["initial"] = listed(part.text)
        made = forms.MultipleChoiceField(choices=part.choices, widget=forms.CheckboxSelectMultiple, **common)
    elif part.params:
        made = ParamOrOwn(part.params, **common)
    elif part.choices:
        made = forms.ChoiceField(choices=[("", "—"), *part.choices], **common)
    elif part.long:
        rows = min(12, 2 + part.text.count("\n") + len(part.text) // 60)
        made = forms.CharField(widget=forms.Textarea(attrs={"rows": rows, **tongue(part)}), max_length=MOST, **common)
    else:
        made = forms.CharField(widget=forms.TextInput(attrs=tongue(part)), max_length=MOST, **common)
    made.widget.attrs.pop("maxlength", None)  # said in words when it is sent, so that nothing is cut in silence
    made.plain = True  # every part may be left as it is: no mark says so
    return made  # type: ignore[no-any-return]  # one of Django's fields


def given_in(part: Part, value: Any) -> str:
    """What was entered for a part, as charters write it."""
    if part.several:
        chosen, stood = list(value or ()), listed(part.text)
        if set(chosen) == set(stood):
            return part.text.strip()
        ordered = [each for each in stood if each in chosen] + [each for each in chosen if each not in stood]
        return "\n".join(f"- {each}" for each in ordered)
    text = str(value or "").strip().replace("\r\n", "\n")
    return text if text.startswith("p.") or text == part.text.strip() else entered(text, part.unit)


def listed(text: str) -> list[str]:
    """The items of a list as it is written."""
    loader: Any = yaml.CBaseLoader  # every scalar stays text, and nothing is built of it
    found = yaml.load(text, Loader=loader) if text else None  # noqa: S506 the loader builds nothing
    return [str(each) for each in found] if isinstance(found, list) else []


class _Both(forms.MultiWidget):
    """A choice, and a line beside it."""

    def decompress(self, value: Any) -> list[str]:
        """A parameter is chosen; anything else is a value of its own."""
        text = str(value or "")
        return [text, ""] if text.startswith("p.") else [OWN, text]


class ParamOrOwn(forms.MultiValueField):
    """A parameter by its title and value, or a value of the clause's own."""

    def __init__(self, params: tuple[tuple[str, str], ...], **given: Any) -> None:
        choices = [(OWN, _("另写：")), *params]
        first = str(given.get("initial") or "")
        if first.startswith("p.") and first not in dict(params):
            choices.append((first, first))
        fields = [forms.ChoiceField(choices=choices, required=False), forms.CharField(required=False, max_length=MOST)]
        widget = _Both([forms.Select(choices=choices), forms.TextInput()])
        super().__init__(fields=fields, widget=widget, require_all_fields=False, **given)

    def compress(self, data_list: list[str]) -> str:
        """The parameter where one is chosen, or what is written beside it."""
        chosen, own = (*data_list, "", "")[:2]
        return chosen or own or ""
