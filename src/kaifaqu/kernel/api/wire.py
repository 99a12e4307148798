"""What passes over the wire: bounded parameters, text that every database takes, JSON that keeps Chinese readable."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser as NinjaParser
from ninja.renderers import JSONRenderer
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from kaifaqu.kernel.actions import BadInput
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.figures.units import Lang

LARGEST = 2**63 - 1
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: object) -> object:
    """Only 2020-08-15 is a day: Pydantic would also read 86400 as one, counting seconds from 1970."""
    if isinstance(value, str) and not ISO_DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not a date")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Limit = Annotated[int, Field(ge=1, le=200)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]

NUL: Words = _("含有无法保存的字符。")
NOT_JSON: Words = _("请求内容不是合法的 JSON。")
NOT_OBJECT: Words = _("请求内容须为一个 JSON 对象。")


class Renderer(JSONRenderer):
    """Chinese stays readable, and a third of the size of its escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Parser(NinjaParser):
    """Query strings, refused where they hold a character that PostgreSQL does not even look for."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The values by name."""
        values = super().parse_querydict(data, list_fields, request)
        if faults := {name: NUL for name, value in values.items() if "\x00" in value}:
            raise BadInput(faults)
        return values


def json_object(body: bytes) -> dict[str, object]:
    """The object that a body states; BadInput where it states none. Nothing sent is an empty object."""
    try:
        read = json.loads(body or b"{}", parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadInput({"": NOT_JSON}) from error
    if not isinstance(read, dict):
        raise BadInput({"": NOT_OBJECT})
    return read


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def lang() -> Lang:
    """The language asked for, as figures take it."""
    return "en" if (get_language() or "").startswith("en") else "zh"
