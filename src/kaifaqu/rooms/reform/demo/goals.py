"""A marked county whose yearly figures show the way to dated targets, with a gap; real places have published ones."""

from __future__ import annotations

from datetime import date

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import add_place
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.reform.actions import record_target_figure

FOUNDED = date(1949, 10, 1)
YEARS = (2022, 2023, 2024)
FIGURES = {
    "revenue": ("CNY_yi", ("120", "130.2", "139.5")),
    "value_added_per_mu": ("CNY_wan", ("21", "23", "25.1")),
    "rd_spending": ("CNY_wan", ("30000", "33900", "38100")),
}
"""Made up: revenue falls behind ten per cent a year, the yield stays about on its way, research is ahead."""


def build_growing(province: Place, by: Actor) -> Place:
    """A synthetic county under a province whose targets are of yearly growth, with three years on record."""
    county = add_place(
        Ref(province.pk),
        by=by,
        kind=PlaceKind.COUNTY_UNIT,
        title="示例县（演示）",
        title_en="Sample County (demo)",
        slug="sample-county",
        on=FOUNDED,
        synthetic=True,
    )
    for fact, (unit, values) in FIGURES.items():
        for year, value in zip(YEARS, values, strict=True):
            record_target_figure(
                Ref(county.pk),
                by=by,
                fact=fact,
                year=year,
                value=value,
                unit=unit,
                source="demo",
                known_at=date(year + 1, 3, 1),
            )
    return county
