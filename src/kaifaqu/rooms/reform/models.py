from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.since import Relation
from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


class Programme(Thing):
    """A charter's reform programme under way at a place: which one, since when, and until when.

    `by_zone`: each zone is driven by itself; else only what is reported of zones together is there to be shown.
    """

    KIND = "programme"

    key = models.CharField(max_length=60)
    started = models.DateField()
    deadline = models.DateField(null=True)
    by_zone = models.BooleanField(default=True)


class Briefing(Thing):
    """An issue of a programme's briefing: what was told of a period, sealed as it was told and never changed.

    `content` is canonical JSON and `digest` its hash, so that page and paper say the same whatever is recorded later.
    """

    KIND = "briefing"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="briefings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    start = models.DateField()
    end = models.DateField()
    as_of = models.CharField(max_length=32)
    content = models.TextField()
    digest = models.CharField(max_length=80)
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("programme", "year", "number", name="briefing_number_once")]


class Level(models.TextChoices):
    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class Step(models.TextChoices):
    WRITTEN = "written", _("形成材料")
    SUBMITTED = "submitted", _("已报送")
    ADOPTED = "adopted", _("已列入")
    DECLINED = "declined", _("未列入")
    COPIED = "copied", _("推广")


class ModelCase(Thing):
    """A model case (典型案例) of a place: what others may learn from it. Its steps say how far it has come."""

    KIND = "model_case"

    theme = models.CharField(max_length=60, blank=True, default="")
    source = models.CharField(max_length=60, blank=True, default="")
    paragraph = models.CharField(max_length=40, blank=True, default="")


class CaseStep(Recorded):
    """One step of a model case; what a source does not say is empty: its day, the level, the document.

    `body` is to whom it was submitted or who adopted it; `place` where it was copied; `inferred`: the level is a
    reading.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(ModelCase, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=Step.choices)
    day = models.DateField(null=True)
    level = models.CharField(max_length=12, choices=Level.choices, blank=True, default="")
    inferred = models.BooleanField(default=False)
    body = models.CharField(max_length=120, blank=True, default="")
    document = models.CharField(max_length=200, blank=True, default="")
    place = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, default="")
    source = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index("case", "step", name="step_by_case"), models.Index("place", name="step_by_place")]


class State(models.TextChoices):
    UNDER_WAY = "under_way", _("推进中")
    CLAIMED = "claimed", _("报完成")
    VERIFIED = "verified", _("核验通过")
    RETURNED = "returned", _("退回整改")
    NOT_APPLICABLE = "not_applicable", _("不适用")
    EXPLAINED = "explained", _("说明")


REPORTED = (State.UNDER_WAY, State.CLAIMED)
JUDGED = (State.VERIFIED, State.RETURNED)


class Report(Recorded):
    """What was said of a task in a zone (or the city), on a day: kept as said, corrected by the next one.

    `late_reason` is given where the month of that day was closed already.
    """

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reports")
    task = models.CharField(max_length=60)
    place = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices)
    day = models.DateField()
    words = models.TextField(blank=True, default="")
    late_reason = models.TextField(blank=True, default="")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True, default="")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index("programme", "task", "place", "day", name="report_by_cell")]


class Lead(Recorded):
    """From `start` on this organ leads a task of a programme, until the next row."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="leads")
    task = models.CharField(max_length=60)
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()


class InterimDeadline(Recorded):
    """From `start` on a task is due earlier than its programme (分阶段时限), until the next row."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interim_deadlines")
    task = models.CharField(max_length=60)
    due = models.DateField()
    start = models.DateField()


class Visit(Thing):
    """Somebody of the office went to a place and looked (实地督导): when, who, and what was seen. yantai-2020 ¶2."""

    KIND = "visit"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    who = models.CharField(max_length=200)
    seen = models.TextField()


class Outcome(models.TextChoices):
    """What has happened to a finding, in the words of the charter's procedure `site_supervision`."""

    FOUND = "found", _("待整改")
    CLAIMED = "claimed", _("已报整改")
    VERIFIED = "verified", _("已销号")
    NOT_VERIFIED = "not_verified", _("退回整改")


class Finding(Recorded):
    """What a visit found wrong, beside the case that puts it right: of which task, and by when.

    `told` is what the answers of the case do not say, by the number of the ask: the day on which the thing happened,
    where that is not the day of the answer, and the file that proves it: {"2": {"on": "2020-08-20", "file": 7}}.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="finding")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    task = models.CharField(max_length=60, blank=True, default="")
    due = models.DateField()
    told = models.JSONField(default=dict)

    @property
    def subject(self) -> Subject:
        """The case's row in the spine."""
        return self.case.subject

    @property
    def words(self) -> str:
        """What is wrong."""
        return self.case.words


PHASE = Relation("phase", _("阶段"), "code")
since.register(PHASE)
