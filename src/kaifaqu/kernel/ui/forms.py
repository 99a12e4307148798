"""The form of an act, made from what the action declares, so that a page and an endpoint cannot differ."""

from __future__ import annotations

import enum
import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from django import forms
from django.db.models import QuerySet

from kaifaqu.kernel.actions import Action, BadInput, Ref, Refusal
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.actions.catalogue import Input
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import ACCEPT, MAX_BYTES, TOO_BIG, Upload
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject

MOST_CHOICES = 500

Choices = Callable[[Seat], list[tuple[str, Words]]]
_offered: dict[str, Choices] = {}


def offer(name: str, choices: Choices) -> None:
    """Say what may be chosen where an act takes a key or a few of many: `room.input`, or `room.verb.input` alone."""
    _offered[name] = choices


class ActForm(forms.Form):
    """A form whose values go to the action as typed: the action reads and judges them, once, for all doors."""

    def typed(self) -> dict[str, object]:
        """The inputs for the action; what was left empty is left out, so that its default holds."""
        values: dict[str, object] = {}
        for name, bound in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "") and not isinstance(bound, forms.BooleanField):
                continue
            values[name] = value
        return values

    def blame(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs: at its field, or above the form."""
        faults: Mapping[str, Words] = (
            refusal.faults if isinstance(refusal, BadInput) else {refusal.field: refusal.words}
        )
        for name, words in faults.items():
            self.add_error(name if name in self.fields else None, str(words))


def form_for(action: Action[..., Any], actor: Seat) -> type[ActForm]:
    """The form class of an action, as this actor sees it: choices are things within his sight."""
    fields = {i.name: _chosen(action, i, actor) or _field(i, actor) for i in action.inputs}
    return type("Form", (ActForm,), {name: field for name, field in fields.items() if field is not None})


def _chosen(action: Action[..., Any], declared: Input, actor: Seat) -> forms.Field | None:
    """A field of what a room offers for the input; None where it offers nothing."""
    room, _dot, _verb = action.name.partition(".")
    choices = _offered.get(f"{action.name}.{declared.name}") or _offered.get(f"{room}.{declared.name}")
    if choices is None:
        return None
    common: dict[str, Any] = {"label": declared.label, "help_text": declared.hint, "required": declared.required}
    return forms.ChoiceField(choices=[("", "—"), *choices(actor)], **common)


def can_be_typed(action: Action[..., Any]) -> bool:
    """Whether a person can give everything that the action requires in a form."""
    return all(_simple(_bare(i.type)) for i in action.inputs if i.required)


def _bare(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(a for a in get_args(annotation) if a is not type(None))
    return annotation


def _simple(bare: Any) -> bool:
    return get_origin(bare) is Ref or (isinstance(bare, type) and issubclass(bare, DRAWN))


DRAWN = (Upload, enum.Enum, bool, date, int, Decimal, str)
"""The types of which a field of a form can be made."""


def _field(declared: Input, actor: Seat) -> forms.Field | None:
    bare = _bare(declared.type)
    common: dict[str, Any] = {"label": declared.label, "help_text": declared.hint, "required": declared.required}
    if get_origin(bare) is Ref:
        return forms.ChoiceField(choices=_things(declared, actor), **common)
    if not isinstance(bare, type):
        return None
    if issubclass(bare, Upload):
        return UploadField(**common)
    if issubclass(bare, enum.Enum):
        return forms.ChoiceField(choices=[("", "—"), *_labels(bare)], **common)
    return _plain(bare, declared, common)


def _plain(bare: type, declared: Input, common: dict[str, Any]) -> forms.Field | None:
    if bare is bool:
        return forms.BooleanField(initial=declared.ticked, **{**common, "required": False})
    if bare is date:
        first = today().isoformat() if declared.required else None
        return forms.CharField(widget=forms.DateInput(), initial=first, **common)
    if bare in (int, Decimal):
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}), **common)
    if bare is str:
        widget = forms.Textarea(attrs={"rows": 3}) if declared.long else forms.TextInput()
        return forms.CharField(widget=widget, **common)
    return None


def _labels(kind: type[enum.Enum]) -> list[tuple[str, Words]]:
    choices: list[tuple[str, Words]] | None = getattr(kind, "choices", None)
    return choices if choices is not None else [(member.value, member.name) for member in kind]


def _things(declared: Input, actor: Seat) -> list[tuple[str, str]]:
    rows: QuerySet[Subject] = visible_to(actor)
    if declared.among:
        rows = rows.filter(kind__in=declared.among)
    elif declared.of is not None:
        rows = rows.filter(pk__in=declared.of._default_manager.values("pk"))
    rows = rows.filter(pk__in=in_being(today()).values("subject")).order_by("sort_key", "id")
    return [("", "—"), *((str(s.pk), _told_apart(s)) for s in rows.select_related("place")[:MOST_CHOICES])]


def _told_apart(subject: Subject) -> str:
    """Its name, and where it lies: two zones may have a unit of the same name."""
    return f"{subject.name} · {subject.place.name}" if subject.place else subject.name


class UploadField(forms.FileField):
    """A file; one that was dropped on arrival for its size is told so, with everything else still in place."""

    def __init__(self, accept: str = ACCEPT, **given: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": accept, "data-max-bytes": str(MAX_BYTES)})
        super().__init__(widget=widget, **given)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """The upload as the action takes it."""
        if getattr(data, "too_big", False):
            raise forms.ValidationError(TOO_BIG % {"limit": MAX_BYTES // 1024 // 1024})
        file = super().clean(data, initial)
        return Upload(file.name, file.size, file.file) if file else None


class Dropped:
    """Stands in a form's files for one that was dropped on arrival."""

    too_big = True
    name = ""
