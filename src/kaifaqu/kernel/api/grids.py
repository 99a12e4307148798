"""The rows of a ledger as data: what a page or a program fills in, and sends back as an import."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.imports import units_of
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports import grids
from kaifaqu.kernel.imports.faults import lang
from kaifaqu.kernel.imports.grids import Ledger, Row
from kaifaqu.kernel.imports.kinds import Column
from kaifaqu.kernel.organs.models import Place

router = Router()


class ColumnOut(Schema):
    """A column: its key is what an import takes as its title."""

    key: str
    title: str
    type: str
    unit: str | None = Field(None, description="The unit that the amounts are in")
    units: list[str] = Field([], description="The units that can be asked for")


class MarkOut(Schema):
    """Why a cell is marked: late, or contradicted by something else on record."""

    glance: str
    words: str


class RowOut(Schema):
    """A row as it stands, each cell as it is typed."""

    key: str
    subject: int
    synthetic: bool
    cells: dict[str, str]
    fresh: list[str] = Field(description="The columns that changed in the month of the day asked for")
    gaps: list[str] = Field(description="The columns that are still to be filled in")
    marks: dict[str, MarkOut]


class LedgerOut(Schema):
    """The rows of a place on a day. An import that finds another stamp rests on something else than these rows."""

    kind: str
    place: int
    as_of: str
    stamp: str
    columns: list[ColumnOut]
    rows: list[RowOut]
    totals: dict[str, str]


@reads(router, "/grid/{kind}/{int:place}", "grid", LedgerOut, title=_("查看台账各行"), tags=["imports"])
def ledger(
    request: HttpRequest,
    kind: Annotated[str, Field(max_length=60)],
    place: Id,
    on: Day | None = None,
    units: Annotated[str, Field(max_length=500, description="As area=mu,budget=yuan_wan")] = "",
) -> dict[str, Any]:
    """The rows of a ledger that the caller may see, as of a day."""
    sight = visible_to(caller(request))
    grid = grids.all_grids().get(kind)
    home = Place.objects.select_related("subject").filter(pk=place, subject__in=sight).first()
    if grid is None or home is None:
        raise NotFound
    return told(grids.read(grid, home, on or today(), sight=sight, units=units_of(units)))


def told(read: Ledger) -> dict[str, Any]:
    """A ledger as data."""
    return {
        "kind": read.grid.kind.key,
        "place": read.place.pk,
        "as_of": read.day.isoformat(),
        "stamp": read.stamp,
        "columns": [_column(column, read) for column in read.grid.kind.columns],
        "rows": [_row(row, read) for row in read.rows],
        "totals": read.totals(),
    }


def _column(column: Column, read: Ledger) -> dict[str, Any]:
    named = {"key": column.key, "title": column.title.text(lang()), "type": column.type.value}
    units = [unit.key for unit in column.units]
    return {**named, "unit": read.units[column.key].key if units else None, "units": units}


def _row(row: Row, read: Ledger) -> dict[str, Any]:
    keys = [column.key for column in read.grid.kind.columns]
    return {
        "key": row.key,
        "subject": row.subject,
        "synthetic": row.synthetic,
        "cells": dict(zip(keys, read.cells(row), strict=True)),
        "fresh": [key for key in keys if key in row.fresh],
        "gaps": read.gaps(row),
        "marks": {key: {"glance": mark.glance.value, "words": mark.words} for key, mark in row.marks.items()},
    }
