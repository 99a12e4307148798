from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


class PlaceKind(models.TextChoices):
    COUNTRY = "country", _("国家")
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY_UNIT = "county_unit", _("区市")
    ZONE = "zone", _("开发区")
    GROUP = "group", _("合计口径")


class Place(Thing):
    """A place in the tree country > province > city > county unit > zone.

    `path` lists the ids from the root, so that a subtree is one indexed prefix. A group is a set of zones that a
    source counts together; it stands beside them as a place of its own, because its figures are its own.
    """

    KIND = "place"

    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=12, blank=True, default="")
    path = models.CharField(max_length=200, db_index=True)


class OrganKind(models.TextChoices):
    OFFICE = "office", _("议事协调机构办公室")
    COMMITTEE = "management_committee", _("管委会")
    ZONE_OFFICE = "zone_office", _("园区管理机构")
    PARTY_COMMITTEE = "party_committee", _("党工委")
    INTERNAL_UNIT = "internal_unit", _("内设机构")
    STATIONED = "stationed_body", _("派驻机构")
    DEPARTMENT = "department", _("部门")
    SUBDISTRICT = "subdistrict", _("街道")
    TOWN = "town", _("镇")
    COMPANY = "company", _("公司")
    FUND = "fund", _("基金")
    INSTITUTE = "institute", _("科研机构")
    ASSOCIATION = "association", _("行业协会")
    ALLIANCE = "alliance", _("产业联盟")
    CHAMBER = "chamber_of_commerce", _("商会")
    COMMUNITY = "industrial_community", _("工业社区")
    UTILITY = "utility", _("公用企业")


class Organ(Thing):
    """A body: an office, a committee, one of its internal units, a department, a subdistrict, a company."""

    KIND = "organ"

    kind = models.CharField(max_length=30, choices=OrganKind.choices, db_index=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")


class Post(Thing):
    """A place in an organ that one person holds at a time; its role says which permissions come with it."""

    KIND = "post"

    role = models.CharField(max_length=40)


class Person(Thing):
    """Somebody who holds posts. His name is the subject's title; the trail holds only its digest."""

    KIND = "person"


class Account(AbstractUser):
    """The sign-in of a person. Passwords and last sign-ins are no acts, so acts do not write this table."""

    written_by = "sign-in: Django's own authentication writes passwords and last sign-ins"

    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")

    REQUIRED_FIELDS = []


class Token(models.Model):
    """A key by which a program acts from one seat. Only its digest is kept; it is shown once."""

    written_by = "sign-in: issued and withdrawn like a password"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80, unique=True)
    label = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_on = models.DateField()


class Since(Recorded):
    """From this day the relation of the subject has this value, until its next row: gaps cannot be written.

    One of `ref` (a subject), `number` (in the base unit of the relation) and `code` holds the value; none of them
    means that the relation ended. `act_*` say when and by whom the row was recorded.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    start = models.DateField()
    ref = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint("subject", "relation", "start", name="since_once")]
        indexes = [
            models.Index("ref", "relation", name="since_by_ref"),
            models.Index("relation", "subject", name="since_by_relation"),
        ]


class HandOver(Thing):
    """What a person left open in a post when he gave it up, sealed as he signed it; then taken over by his successor.

    `content` is canonical JSON and `digest` its hash. It names no person; the columns here do. `signed_by` is somebody
    else than the leaver where he had gone already.
    """

    KIND = "hand_over"

    post = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    leaver = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    content = models.TextField()
    digest = models.CharField(max_length=80)
    handed_at = models.DateTimeField()
    successor = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True, default="")
