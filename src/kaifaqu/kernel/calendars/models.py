from __future__ import annotations

from django.db import models

from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.models import Recorded


class HolidayNotice(Recorded):
    """A notice of which days of a year are worked: for the whole country, or below the place that issued it.

    Provisional: nothing is published yet, only the statutory days are known. Any published notice of the year takes
    the place of those. Append-only.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=80, blank=True, default="")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    published = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("place", "year", name="notice_by_place")]

    def __str__(self) -> str:
        return self.number or self.title


class CalendarDay(Recorded):
    """A day that is not as its weekday says: by a notice, or by a decision of the place for this day alone.

    Of a decision `working` is None where it lifts an earlier one. A make-up working day has the windows of weekday
    `like`, 0 for Monday. Append-only: of several rows the last holds, a place's own before those above it.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(HolidayNotice, null=True, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    working = models.BooleanField(null=True)
    name = models.CharField(max_length=80, blank=True, default="")
    name_en = models.CharField(max_length=80, blank=True, default="")
    like = models.PositiveSmallIntegerField(default=0)
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("place", "day", name="day_by_place")]
        constraints = [models.UniqueConstraint("notice", "day", name="day_once_in_a_notice")]


class OfficeHours(Recorded):
    """From a day on the offices below a place are open within these windows: per weekday, minutes of the day.

    Append-only; of several rows for one day the last holds.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    week = models.JSONField()
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("place", "start", name="hours_by_place")]
