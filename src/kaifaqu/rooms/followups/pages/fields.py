"""The fields of the desk's forms: organs by their written names, limits in words, and how they are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.forms import ActForm
from kaifaqu.rooms.followups.queries.naming import Organs, organs_of, told

LISTED = "organs"
"""The id of the list of names that the browser offers while one is typed."""


class OrganField(forms.CharField):
    """One organ, by its name; what it came to is the organ's id."""

    def __init__(self, organs: Organs, **given: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"list": LISTED, "autocomplete": "off"}), **given)
        self.organs = organs

    def clean(self, value: Any) -> int | None:
        """The id; a fault that says which organs the name may mean."""
        text = super().clean(value).strip()
        if not text:
            return None
        read = self.organs.read(text)
        if read.organ is None:
            raise forms.ValidationError(unread([told([read], "")], some=bool(read.candidates)))
        return read.organ


class OrgansField(forms.CharField):
    """Several organs by their names, with 、 between them."""

    def __init__(self, organs: Organs, **given: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off"}), **given)
        self.organs = organs

    def clean(self, value: Any) -> list[int]:
        """Their ids."""
        reads = self.organs.read_several(super().clean(value))
        wrong = [each for each in reads if each.organ is None]
        if wrong:
            raise forms.ValidationError(
                unread([told(wrong, str(_("、")))], some=any(each.candidates for each in wrong))
            )
        return [each.organ for each in reads if each.organ is not None]


def unread(names: list[str], *, some: bool) -> str:
    """That names came to nothing."""
    given = {"names": str(_("、")).join(names)}
    if some:
        return _("认不准是哪个单位：%(names)s。请写全称。") % given
    return _("没有这个单位：%(names)s。") % given


class DeskForm(ActForm):
    """A form of the desk, with the names of organs that its fields offer."""

    organs: Organs

    @property
    def listed(self) -> list[str]:
        """The names that the browser offers."""
        wanted = any(isinstance(each, OrganField) for each in self.fields.values())
        return list(self.organs.names.values()) if wanted else []


def form_of(fields: dict[str, forms.Field], organs: Organs) -> type[DeskForm]:
    """A form of these fields."""
    return type("Form", (DeskForm,), {**fields, "organs": organs})


def organs_for(seat: Seat) -> Organs:
    """The organs that a person may name."""
    return organs_of(seat)


def words_field(label: str, hint: str = "", *, required: bool = True) -> forms.Field:
    """A few sentences."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(widget=widget, label=label, help_text=hint, required=required, max_length=2000)


def limit_field(*, required: bool = False) -> forms.Field:
    """A limit as people write it."""
    hint = _("照原话写也可以：月底前、15个工作日、2026-12-01")
    return forms.CharField(label=_("新时限"), help_text=hint, required=required, max_length=60)


def refusal_of(form: ActForm, refusal: Refusal) -> None:
    """Put a refusal where it belongs."""
    form.blame(refusal)
