"""Why an act was not done, in words for the person who tried. Nothing has changed when one is raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

Words = str | Promise


class Refusal(Exception):
    """An act refused by a rule. `code` is stable for programs, `field` names the input at fault, if one is.

    `choices`: what could be given instead, each with what people call it.
    """

    status = 409

    def __init__(self, code: str, words: Words, *, field: str = "", choices: Sequence[tuple[str, Words]] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.field = field
        self.choices = tuple(choices)

    def __str__(self) -> str:
        return str(self.words)


class NotFound(Refusal):
    """Absent, or not within the actor's reach: the two look the same, so that nobody can probe."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found", _("没有这条记录，或不在您的权限范围内。"))


class Stale(Refusal):
    """The record has moved on since the form was opened."""

    def __init__(self, at: str) -> None:
        words = _("此记录在您打开之后已有新的办理（%(at)s）。请核对最新情况后再提交，您填写的内容已保留。")
        super().__init__("stale", words % {"at": at[:16].replace("T", " ")})


class BadInput(Refusal):
    """Inputs that cannot be read: every fault at once, by field."""

    status = 422

    def __init__(self, faults: Mapping[str, Words]) -> None:
        super().__init__("bad_input", _("有内容填写不正确。"))
        self.faults = dict(faults)

    def __str__(self) -> str:
        return " ".join(f"{name}: {words}" for name, words in self.faults.items())

    @classmethod
    def of(cls, error: ValidationError) -> BadInput:
        """Put a validation error into plain words."""
        return cls({str(fault["loc"][0]) if fault["loc"] else "": _in_words(fault) for fault in error.errors()})


PLAIN: dict[str, Words] = {
    "missing": _("必填。"),
    "extra_forbidden": _("没有这一项。"),
    "int_parsing": _("须为整数。"),
    "int_type": _("须为整数。"),
    "int_from_float": _("须为整数。"),
    "int_parsing_size": _("数字过大。"),
    "decimal_parsing": _("须为数字。"),
    "decimal_type": _("须为数字。"),
    "finite_number": _("须为数字。"),
    "decimal_max_places": _("最多 %(decimal_places)s 位小数。"),
    "date_parsing": _("日期须写成 2020-08-15 的形式。"),
    "date_from_datetime_parsing": _("日期须写成 2020-08-15 的形式。"),
    "date_from_datetime_inexact": _("日期须写成 2020-08-15 的形式。"),
    "date_type": _("日期须写成 2020-08-15 的形式。"),
    "bool_unasked": _("不能填是或否。"),
    "bool_parsing": _("须为是或否。"),
    "bool_type": _("须为是或否。"),
    "string_type": _("须为文字。"),
    "string_unicode": _("含有不能保存的字符。"),
    "enum": _("不在可选项之内。"),
    "literal_error": _("不在可选项之内。"),
    "greater_than_equal": _("不得小于 %(ge)s。"),
    "less_than_equal": _("不得大于 %(le)s。"),
    "string_too_short": _("至少 %(min_length)s 个字。"),
    "string_too_long": _("最多 %(max_length)s 个字。"),
    "too_short": _("至少 %(min_length)s 项。"),
    "too_long": _("最多 %(max_length)s 项。"),
}


def _in_words(fault: Any) -> Words:
    words = PLAIN.get(fault["type"], _("格式不正确。"))
    return words % fault.get("ctx", {}) if "%(" in str(words) else words
