from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.since import Relation
from kaifaqu.kernel.subjects.models import Thing


class ZoneClass(models.TextChoices):
    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")


class ZoneKind(models.TextChoices):
    ETDZ = "etdz", _("经济技术开发区")
    HITECH = "hitech", _("高新技术产业开发区")
    BONDED = "bonded", _("综合保税区")
    PROVINCIAL = "provincial", _("省级开发区")


class Assessed(models.TextChoices):
    SEPARATE = "separate", _("单独考核")
    PARK_UPGRADE = "park_upgrade", _("区市考核·园区提升工程")


class Zone(Thing):
    """A development zone. Its place has the same subject; what changes with time are dated relations.

    Empty where nothing is known: a page then says that it is not published. `inferred` names the fields that are a
    reading and not printed in the `source`.
    """

    KIND = "zone"

    zone_class = models.CharField(max_length=12, choices=ZoneClass.choices, blank=True, default="")
    zone_kind = models.CharField(max_length=12, choices=ZoneKind.choices, blank=True, default="")
    assessed = models.CharField(max_length=16, choices=Assessed.choices, blank=True, default="")
    started = models.PositiveSmallIntegerField(null=True)
    merged_from = models.CharField(max_length=200, blank=True, default="")
    merging_with = models.CharField(max_length=200, blank=True, default="")
    inferred = models.JSONField(default=list)
    source = models.CharField(max_length=60, blank=True, default="")


class Duty(Thing):
    """A function that some organ answers for from a date on (relation `owner`); 剥离 hands it over."""

    KIND = "duty"

    category = models.CharField(max_length=60)


HEADCOUNT_QUOTA = Relation("headcount_quota", _("员额"), "number", unit="person")
AREA = Relation("area", _("管辖面积"), "number", unit="km2")
OWNER = Relation("owner", _("承担单位"), "ref")

since.register(HEADCOUNT_QUOTA, AREA, OWNER)
