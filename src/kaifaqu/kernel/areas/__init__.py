"""Areas as integers of 0.01 square metre, in the units that plans and land offices print."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaifaqu.kernel.money.exact import Exact, decimal_text, exact, in_units, integer, round_half_up, storable, whole

SCALES: dict[str, Fraction] = {
    "km2": Fraction(10**8),
    "ha": Fraction(10**6),
    "mu": Fraction(200_000, 3),  # 1 亩 = 2000/3 square metres
    "m2": Fraction(100),
}
"""Units of 0.01 square metre in one printed unit."""

LABELS = {"km2": "平方公里", "ha": "公顷", "mu": "亩", "m2": "平方米"}

MU_DIGITS = 4
"""Decimals of a 亩 that survive its conversion: half a unit is 0.0000075 亩."""


@dataclass(frozen=True, order=True, slots=True)
class Area:
    """An area of `units` x 0.01 square metre; negative where it is a difference."""

    units: int

    def __post_init__(self) -> None:
        integer(self.units, "units")

    @classmethod
    def km2(cls, amount: Exact) -> Area:
        """So many 平方公里. NotExact for what is no number or finer than 0.01 m2; TypeError for a float."""
        return cls(in_units(exact(amount), SCALES["km2"], "0.01 m2"))

    @classmethod
    def ha(cls, amount: Exact) -> Area:
        """So many 公顷 (10 000 square metres). Errors as for `km2`."""
        return cls(in_units(exact(amount), SCALES["ha"], "0.01 m2"))

    @classmethod
    def m2(cls, amount: Exact) -> Area:
        """So many square metres. Errors as for `km2`."""
        return cls(in_units(exact(amount), SCALES["m2"], "0.01 m2"))

    @classmethod
    def mu(cls, amount: Exact) -> Area:
        """So many 亩, converted once, half up: off by at most half a unit (0.005 m2). TypeError for a float."""
        return cls(storable(whole(exact(amount) * SCALES["mu"])))

    def __add__(self, other: Area) -> Area:
        if not isinstance(other, Area):
            return NotImplemented
        return Area(self.units + other.units)

    def __sub__(self, other: Area) -> Area:
        if not isinstance(other, Area):
            return NotImplemented
        return Area(self.units - other.units)

    def to(self, unit: str) -> Fraction:
        """The area in "km2", "ha", "mu" or "m2", exactly. ValueError for another unit."""
        if unit not in SCALES:
            raise ValueError(f"unknown unit {unit!r}: known are {', '.join(SCALES)}")
        return self.units / SCALES[unit]

    def format(self, unit: str = "km2", digits: int | None = None) -> str:
        """Grouped digits and the Chinese unit: every digit it has, or rounded half up to `digits`.

        Without `digits` a 亩 shows the four decimals that its conversion leaves true, without closing zeros.
        """
        amount = self.to(unit)
        if unit == "mu" and digits is None:
            amount = round_half_up(amount, MU_DIGITS)
        return decimal_text(amount, digits) + LABELS[unit]


__all__ = ["LABELS", "MU_DIGITS", "SCALES", "Area"]
