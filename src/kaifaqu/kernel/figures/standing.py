"""Where a figure stands: what is or what is meant, how well it is grounded, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .units import Lang


class Status(StrEnum):
    """Whether the figure says what is, or what is meant to be."""

    ACTUAL = "actual"
    PLANNED = "planned"
    TARGET = "target"
    REPORTED = "reported"

    def label(self, lang: Lang) -> str:
        """One small word for a page, empty for what simply is."""
        return _STATUS[self][lang == "en"]


class Grounding(StrEnum):
    """How well a figure is grounded; on a page it is the number's `data-src`."""

    SOURCED = "sourced"
    WEAK = "weak"
    INFERRED = "inferred"
    ASSUMED = "assumed"
    SYNTHETIC = "synthetic"
    COMPUTED = "computed"

    def label(self, lang: Lang) -> str:
        """One small word for a page."""
        return _GROUNDING[self][lang == "en"]


_STATUS = {
    Status.ACTUAL: ("", ""),
    Status.PLANNED: ("拟", "planned"),
    Status.TARGET: ("目标", "target"),
    Status.REPORTED: ("上报", "reported"),
}
_GROUNDING = {
    Grounding.SOURCED: ("有出处", "sourced"),
    Grounding.WEAK: ("转引", "weak"),
    Grounding.INFERRED: ("推断", "inferred"),
    Grounding.ASSUMED: ("推定", "assumed"),
    Grounding.SYNTHETIC: ("演示", "synthetic"),
    Grounding.COMPUTED: ("计算", "computed"),
}


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """Why there is no figure: never 0, never empty. `reason_code` for machines, `detail` what else a reader needs."""

    reason_code: str
    detail: str = ""

    def __bool__(self) -> bool:
        raise TypeError(f"there is no figure here ({self.reason_code}): test for it by isinstance, not by truth")

    def text(self, lang: Lang = "zh") -> str:
        """The reason in words; "not applicable" for a code that has none of its own."""
        return REASONS.get(self.reason_code, REASONS["not_applicable"])[lang == "en"]


REASONS = {
    "not_applicable": ("不适用", "not applicable"),
    "not_published": ("未公布", "not published"),
    "not_recorded": ("未登记", "not recorded"),
    "no_rule": ("尚无规定", "no rule in force"),
    "zero_base": ("基数为零", "the base is zero"),
    "qualified": ("约数，无法判定", "qualified figure, cannot be said"),
    "not_meant": ("不适用于此", "not meant for this one"),
    "no_number": ("不是数值", "no number"),
    "no_word": ("不是选项", "no choice"),
    "nobody": ("没有对象", "nobody to count"),
    "merged_or_new": ("合并或新设", "merged or new"),
}
"""Why a figure can be missing, in Chinese and English."""
