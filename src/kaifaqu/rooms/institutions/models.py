from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.since import Relation
from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


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


class TownshipForm(models.TextChoices):
    SUBDISTRICT = "subdistrict", _("街道")
    TOWN = "town", _("镇")
    TOWNSHIP = "township", _("乡")


class Township(Thing):
    """A subdistrict, town or township as ground: its area, farmland and restricted land, each from a day.

    It lies in a county unit, or in a city where a source does not say in which. Which zone administers it (代管) is
    the dated relation `administered_by`; where that is empty it is the territory's own. Its office is an organ apart.
    """

    KIND = "township"

    form = models.CharField(max_length=12, choices=TownshipForm.choices)
    source = models.CharField(max_length=60, blank=True, default="")


class AdjustmentKind(models.TextChoices):
    ABOLISH = "abolish", _("撤销机构")
    ABSORB = "absorb", _("并入")
    MERGE = "merge", _("整合设立")
    LOWER = "lower", _("降低级别")
    JOIN = "join", _("区政合一")
    CUT_UNITS = "cut_units", _("精简内设机构")
    CUT_POSTS = "cut_posts", _("精简领导职数")
    RECOVER = "recover_establishment", _("收回编制")
    MOVE = "move_people", _("划转人员")
    REISSUE = "reissue_three_fixed", _("重新印发三定规定")


class Stage(models.TextChoices):
    PROPOSED = "proposed", _("拟议")
    SUBMITTED = "submitted", _("已上报")
    APPROVED = "approved", _("已批复")
    DONE = "done", _("已完成")


class Adjustment(Thing):
    """A change of a place's institutions on its way: proposed, submitted, approved, done, each from a day.

    What it is done to is named, organ by organ (`Part`), or counted where a source gives a number and no names:
    a count is never spread over bodies. `inferred` says that the count is a reading and not printed in the `source`.
    """

    KIND = "adjustment"

    kind = models.CharField(max_length=24, choices=AdjustmentKind.choices)
    count = models.PositiveIntegerField(null=True)
    level = models.CharField(max_length=40, blank=True, default="")
    inferred = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True, default="")
    paragraph = models.CharField(max_length=40, blank=True, default="")


class Side(models.TextChoices):
    FROM = "from", _("调整的")
    INTO = "into", _("承接的")


class Part(Recorded):
    """An organ or place that an adjustment is done to, or that takes over."""

    id = models.BigAutoField(primary_key=True)
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="parts")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=4, choices=Side.choices)

    class Meta:
        constraints = [models.UniqueConstraint("adjustment", "subject", name="part_once")]


HEADCOUNT_QUOTA = Relation("headcount_quota", _("员额"), "number", unit="person")
AREA = Relation("area", _("管辖面积"), "number", unit="km2")
OWNER = Relation("owner", _("承担单位"), "ref")

LEADER_CHIEFS = Relation("leader_chiefs", _("领导班子正职"), "number", unit="leader")
LEADER_DEPUTIES = Relation("leader_deputies", _("领导班子副职"), "number", unit="leader")
HEADING_UNITS = Relation("leaders_heading_units", _("兼任部门负责人的领导"), "number", unit="leader")

STAGE = Relation("adjustment_stage", _("进度"), "code")
SUCCESSOR = since.SUCCESSOR
JOINED_WITH = Relation("joined_with", _("合署办公"), "ref")
LEVEL = Relation("admin_level", _("行政级别"), "code")

ADMINISTERED_BY = Relation("administered_by", _("代管的开发区"), "ref")
BASIC_FARMLAND = Relation("basic_farmland", _("基本农田面积"), "number", unit="km2")
FARMLAND_SHARE = Relation("basic_farmland_share", _("基本农田占比"), "number", unit="ratio")
RESTRICTED = Relation("restricted_area", _("限制和禁止开发区域面积"), "number", unit="km2")

since.register(ADMINISTERED_BY, BASIC_FARMLAND, FARMLAND_SHARE, RESTRICTED)
since.register(LEADER_CHIEFS, LEADER_DEPUTIES, HEADING_UNITS)
since.register(HEADCOUNT_QUOTA, AREA, OWNER, STAGE, JOINED_WITH, LEVEL)
