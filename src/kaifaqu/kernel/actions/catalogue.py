"""The catalogue of actions: each a typed function, found by name, from which forms, endpoints and commands are made."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Generic, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

from django.apps import apps
from django.db import models, transaction
from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, create_model, field_validator

from kaifaqu.kernel.actions.inputs import Among, Label, Personal, Ref, refuse_guesses
from kaifaqu.kernel.actions.refusals import BadInput, Words

P = ParamSpec("P")
R = TypeVar("R")


Sharing = Callable[[Sequence[Any]], AbstractContextManager[Callable[[], AbstractContextManager[Any]]]]
"""Around the acts of a page, given what they are done to; yields what each of them runs in, undone where it refuses."""


@contextmanager
def apart(things: Sequence[Any]) -> Iterator[Callable[[], AbstractContextManager[Any]]]:
    """Each act reads and writes by itself, in a savepoint."""
    yield transaction.atomic


@dataclass(frozen=True)
class Input:
    """One declared input of an action besides its subject and its actor."""

    name: str
    type: Any
    label: Words
    hint: Words
    required: bool
    personal: bool
    long: bool
    of: type[models.Model] | None
    among: tuple[str, ...]
    ticked: bool = False

    @classmethod
    def read(cls, name: str, annotation: Any, default: Any) -> Input:
        extras = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
        bare = get_args(annotation)[0] if extras else annotation
        target = next((t for t in (bare, *get_args(bare)) if get_origin(t) is Ref), None)
        label = next((e for e in extras if isinstance(e, Label)), Label(name))
        return cls(
            name=name,
            type=bare,
            label=label.words,
            hint=label.hint,
            long=label.long,
            required=default is inspect.Parameter.empty,
            personal=any(isinstance(e, Personal) for e in extras),
            of=get_args(target)[0] if target else None,
            among=next((e.kinds for e in extras if isinstance(e, Among)), ()),
            ticked=default is True,
        )


class Action(Generic[P, R]):
    """A verb of the house. Called like the function it wraps; the call is the whole act, in one transaction.

    `founds`: the act brings a new subject into being, which its entry is chained to; else the entry is chained to
    the first parameter's subject. `sharing` lets the acts of one page of a batch read and write together.
    """

    def __init__(self, function: Callable[P, R], *, title: Words, founds: bool, sharing: Sharing) -> None:
        self.function = function
        self.title = title
        self.founds = founds
        self.sharing = sharing
        self.verb = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        from kaifaqu.kernel.actions.run import perform  # noqa: PLC0415  (how an act runs needs to know what one is)

        return perform(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<action {self.name}>"

    @cached_property
    def name(self) -> str:
        """`room.verb`, stable: it stands in the trail, the API and the permission table."""
        config = apps.get_containing_app_config(self.function.__module__)
        if config is None:
            raise LookupError(f"{self.function.__module__} belongs to no installed app")
        return f"{config.label}.{self.verb}"

    @cached_property
    def _parameters(self) -> dict[str, tuple[Any, Any]]:
        hints = get_type_hints(self.function, include_extras=True)
        signature = inspect.signature(self.function)
        return {name: (hints[name], p.default) for name, p in signature.parameters.items() if name != "by"}

    @cached_property
    def _subject(self) -> Input | None:
        name, (annotation, default) = next(iter(self._parameters.items()))
        bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        return Input.read(name, annotation, default) if get_origin(bare) is Ref else None

    @cached_property
    def subject_parameter(self) -> str:
        """The name of the first parameter when it is a Ref: what the act is done to. Empty for a first founding."""
        return self._subject.name if self._subject else ""

    @cached_property
    def subject_model(self) -> type[models.Model] | None:
        """The model of the thing that the act is done to."""
        return self._subject.of if self._subject else None

    @cached_property
    def subject_kinds(self) -> tuple[str, ...]:
        """The kinds of subject that the act may be done to; empty where the model says enough."""
        return self._subject.among if self._subject else ()

    @cached_property
    def inputs(self) -> list[Input]:
        """What the act is given besides its subject and its actor."""
        rest = {n: p for n, p in self._parameters.items() if n != self.subject_parameter}
        return [Input.read(name, annotation, default) for name, (annotation, default) in rest.items()]

    @cached_property
    def Input(self) -> type[BaseModel]:  # noqa: N802  (it is a class)
        """The Pydantic model of the inputs: forms, endpoints and commands are made from it."""
        fields: dict[str, Any] = {
            i.name: (self._parameters[i.name][0], ... if i.required else self._parameters[i.name][1])
            for i in self.inputs
        }
        config = ConfigDict(extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True)
        declared = {i.name: i.type for i in self.inputs}

        def exactly(cls: Any, raw: object, info: ValidationInfo) -> object:
            return refuse_guesses(declared[info.field_name or ""], raw)

        checks: dict[str, Any] = {"exactly": field_validator("*", mode="before")(exactly)}
        model: type[BaseModel] = create_model(_camel(self.name), __config__=config, __validators__=checks, **fields)
        return model

    def read(self, raw: Mapping[str, object]) -> dict[str, Any]:
        """Inputs as typed values; raises BadInput with every fault at once."""
        try:
            parsed = self.Input.model_validate(dict(raw))
        except ValidationError as error:
            raise BadInput.of(error) from error
        return {i.name: getattr(parsed, i.name) for i in self.inputs}

    def happened_on(self, inputs: Mapping[str, object]) -> date | None:
        """The day on which it happened, as against the day of recording: by house custom the input `on`."""
        on = inputs.get("on")
        return on if isinstance(on, date) else None


_actions: list[Action[..., Any]] = []


def action(*, title: Words, founds: bool = False, sharing: Sharing = apart) -> Callable[[Callable[P, R]], Action[P, R]]:
    """Make a function an action: `@action(title=_("调整员额"))`."""

    def register(function: Callable[P, R]) -> Action[P, R]:
        made = Action(function, title=title, founds=founds, sharing=sharing)
        _actions.append(made)
        return made

    return register


def all_actions() -> dict[str, Action[..., Any]]:
    """Every action by name, in alphabetical order."""
    return {a.name: a for a in sorted(_actions, key=lambda a: a.name)}


def find(name: str) -> Action[..., Any]:
    """The action of that name; KeyError where there is none."""
    return all_actions()[name]


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace(".", "_").split("_"))
