"""How a zone's leaders stand to the posts that its class may have: quota, record, verdict, each as of a day. YT-03."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.overlay import Found
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.survey import Finding, survey
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.constraints import PILLS, STATES, param_shown
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.numbers import reading_shown, shown, where_from
from kaifaqu.rooms.institutions.models import Zone

TOPIC = "leaders"


def columns() -> list[dict[str, str]]:
    """Of the table of leaders."""
    figures = [{"label": _("规定"), "kind": "figure"}, {"label": _("登记"), "kind": "figure"}]
    return [{"label": _("领导职数")}, *figures, {"label": _("结果")}]


def leaders(zone: Zone, day: date) -> list[dict[str, Any]]:
    """Each kind of leaders: how many the charter allows the zone's class, and how many are on record on the day.

    Nothing where none is on record.
    """
    place = Place.objects.select_related("subject").get(pk=zone.pk)
    told = [f for f in survey(place, day, {zone.pk}) if f.judgement.constraint.topic == TOPIC]
    found = [f for f in told if any(isinstance(reading.figure, Figure) for reading in f.judgement.readings)]
    return [row for finding in sorted(found, key=lambda f: f.judgement.key, reverse=True) for row in _rows(finding)]


def _rows(finding: Finding) -> list[dict[str, Any]]:
    judgement = finding.judgement
    pill = {"kind": PILLS[finding.state], "text": STATES()[finding.state]}
    rows = []
    for reading in judgement.readings:
        quota = judgement.params.get(reading.fact.key)
        allowed = param_shown(quota, quota.charter)["fig"] if isinstance(quota, Found) else None
        told = {"fig": reading_shown(reading), "note": where_from(reading)}
        rule = {"fig": allowed or shown(NotApplicable("no_rule"))}
        rows.append({"cells": [reading.fact.title.text(lang()), rule, told, {"pill": pill}]})
    return rows
