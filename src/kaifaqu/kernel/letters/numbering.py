"""Official numbers: by organ, series and year, without a gap and without a twin."""

from __future__ import annotations

from kaifaqu.kernel.letters.models import Series

FORM = "{series}〔{year}〕{number}号", "{series}[{year}] No. {number}"
"""A number as official documents write it (GB/T 9704-2012, 7.2.5), and what it says."""


def next_number(organ: int, series: str, year: int) -> str:
    """The next number of an organ's series in a year, as 督办〔2026〕12号; inside an act only.

    The row is locked until the act ends: whoever comes at the same instant waits for it, and an act that is undone
    gives its number back.
    """
    rows = Series.objects.filter(organ=organ, name=series, year=year)
    row = rows.select_for_update().first()
    if row is None:  # the first of the year: two may come at once, one of them makes the row
        Series.objects.bulk_create([Series(organ_id=organ, name=series, year=year)], ignore_conflicts=True)
        row = rows.select_for_update().get()
    row.last += 1
    row.save(update_fields=["last"])
    return FORM[0].format(series=series, year=year, number=row.last)
