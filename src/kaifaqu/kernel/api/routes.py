"""Declaring a reading endpoint, in the kernel or in a room: one name, one set of problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from ninja import Router

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.api.problems import READING, declared

View = TypeVar("View", bound=Callable[..., Any])


def reads(router: Router, path: str, name: str, shape: Any, *, title: Words, **more: Any) -> Callable[[View], View]:
    """Make a function the endpoint `name` (no dot: those are acts); what `shape` leaves unset is left out."""
    return router.get(
        path,
        operation_id=name,
        url_name=name,
        summary=cast(str, title),  # translated when the document is asked for
        response={**({200: shape} if shape else {}), **declared(*READING)},
        exclude_unset=True,
        **more,
    )
