"""Fields of the forms on a case: an organ by its name, several of them, a limit as people write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import as_limit
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.pages import seat_of

NEAR, FOUND, MOST = 40, 20, 12
"""Organs offered before anything is typed; found by what is typed; named at once in one field."""
LONGEST = 200
APART = " · "


def living(seat: Seat) -> QuerySet[Subject]:
    """The organs in being within sight."""
    organs = Organ.objects.filter(pk__in=in_being(today()).values("subject"))
    return visible_to(seat).filter(pk__in=organs.values("pk")).select_related("place").order_by("sort_key", "id")


def near(seat: Seat, places: Iterable[int]) -> list[Subject]:
    """The organs of the places that a case concerns: what a picker offers before anything is typed."""
    return list(living(seat).filter(place__in=list(places))[:NEAR])


def told_apart(organ: Subject) -> str:
    """An organ's name and where it is: two zones may have one of the same name."""
    return f"{organ.name}{APART}{organ.place.name}" if organ.place else organ.name


def organs(request: HttpRequest) -> HttpResponse:
    """Organs whose names hold what is being typed, as the choices of a picker."""
    typed = next((str(value) for value in request.GET.values() if str(value).strip()), "")[:LONGEST].strip()
    name = typed.partition(APART)[0].replace("\x00", "")
    rows = living(seat_of(request))
    found = list(rows.filter(Q(title__contains=name) | Q(title_en__icontains=name))[:FOUND]) if name else []
    return render(request, "ui/cases/_organs.html", {"organs": [told_apart(organ) for organ in found]})


class OrganField(forms.CharField):
    """An organ, typed or picked by its name; the value is its id."""

    def __init__(self, seat: Seat, **given: Any) -> None:
        self.seat = seat
        attrs = {
            "list": "near-organs",
            "autocomplete": "off",
            "placeholder": _("输入名称，从列表中选"),
            "hx-get": reverse_lazy("organs"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#near-organs",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=LONGEST, **given)

    def clean(self, value: Any) -> Any:
        """The organ's id; None for nothing."""
        typed = str(super().clean(value) or "").strip()
        return organ_of(typed, self.seat) if typed else None


def organ_of(typed: str, seat: Seat) -> int:
    """The one organ that is meant; a ValidationError names those that may be."""
    name, _apart, place = typed.replace("\x00", "").partition(APART)
    rows = living(seat).filter(Q(title=name) | Q(title_en=name))
    if place:
        rows = rows.filter(Q(place__title=place) | Q(place__title_en=place))
    found = list(rows[: MOST + 1]) or list(living(seat).filter(title__contains=name)[: MOST + 1])
    if len(found) == 1:
        return found[0].pk
    if not found:
        raise forms.ValidationError(_("没有找到“%(name)s”这个单位，请从列表中选。") % {"name": typed})
    several = str(_("；")).join(told_apart(organ) for organ in found[:MOST])
    raise forms.ValidationError(_("叫这个名字的不止一家，请写成其中一个：%(several)s。") % {"several": several})


class SeveralWidget(forms.TextInput):
    """As many lines as are filled, and one more, at least three."""

    template_name = "ui/cases/_several.html"
    LINES = 3

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed in each line."""
        return [value for value in data.getlist(name) if value.strip()][:MOST]

    def format_value(self, value: Any) -> Any:
        """The lines as a text field wants one of them."""
        return None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The lines."""
        context = super().get_context(name, None, attrs)
        filled = [str(each) for each in value or ()]
        context["widget"]["lines"] = [*filled, *[""] * max(self.LINES - len(filled), 1)]
        return context


class OrgansField(forms.Field):
    """Several organs, one in a line; the value is their ids."""

    def __init__(self, seat: Seat, **given: Any) -> None:
        self.seat = seat
        one = OrganField(seat)
        super().__init__(widget=SeveralWidget(attrs=dict(one.widget.attrs)), required=False, **given)

    def clean(self, value: Any) -> list[int]:
        """The organs' ids, each once."""
        return list(dict.fromkeys(organ_of(str(typed).strip()[:LONGEST], self.seat) for typed in value or ()))


class LimitField(forms.CharField):
    """A limit: 5 个工作日, 15wd, 24h, or a day; in its short form."""

    def __init__(self, *, day: bool = True, **given: Any) -> None:
        self.day = day
        hint = _("如 5 个工作日、24 小时、15 天") + (_("，或日期 2026-12-01") if day else "")
        super().__init__(help_text=hint, max_length=20, widget=forms.TextInput(attrs={"class": "short"}), **given)

    def clean(self, value: Any) -> str:
        """The limit as the engine takes it; a day stays as it is, for the engine to judge."""
        typed = str(super().clean(value) or "").strip()
        if not typed or (self.day and typed.count("-") == len("--")):
            return typed
        try:
            limit = as_limit(typed)
        except BadTime as fault:
            raise forms.ValidationError(fault.text(lang())) from fault
        if limit is None:
            raise forms.ValidationError(_("看不出是多长时间，请写成 5 个工作日、24 小时的样子。"))
        return str(limit)
