"""Yantai's charter as an amendment would leave it: one typed edit for every kind of change that a diff knows."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from kaifaqu.kernel.charter.load import Loaded, Source
from kaifaqu.kernel.charter.schema.document import Charter

FROM = "2021-03-01"
GONE = object()


WEIGHT = "schemes.park_upgrade.indicators.talent.weight"


@dataclass(frozen=True)
class Edit:
    """What a path becomes, and which kind of change a reader must be told, at which place."""

    kind: str
    told: str
    path: str
    value: Any


def since(value: Any, src: str = "yantai-2020 ¶2") -> dict[str, Any]:
    """One more dated value; the list it joins is written as `values.+`."""
    return {"from": FROM, "value": value, "src": src}


EDITS = (
    Edit("raised", "params.leader_deputies.bonded", "params.leader_deputies.values.+",
         since({"hitech": "5", "bonded": "5", "provincial": "3"})),
    Edit("lowered", "params.clusters_max", "params.clusters_max.values.+", since("1")),
    Edit("lengthened", "params.whistle_plan_longest", "params.whistle_plan_longest.values.+", since("45d")),
    Edit("shortened", "params.whistle_sign", "params.whistle_sign.values.+", since("2wh")),
    Edit("changed", "params.land_income_basis", "params.land_income_basis.values.+", since("net")),
    Edit("repealed", "params.zones_per_county_max", "params.zones_per_county_max.values.+", since(None)),
    Edit("strengthened", "params.outside_share_min", "params.outside_share_min.force", "must"),
    Edit("weakened", "constraints.company_in_each_zone", "constraints.company_in_each_zone.force", "in_principle"),
    Edit("bound", "params.bottom_exit_min", "params.bottom_exit_min.bound", "fixed"),
    Edit("owner", "duties.health.owner", "duties.health.owner", "department"),
    Edit("test", "constraints.farmland_townships_leave.holds", "constraints.farmland_townships_leave.holds",
         {"at_most": ["basic_farmland_share", "p.farmland_share_leaves"]}),
    Edit("step", "procedures.whistle.return", "procedures.whistle.return.times", "2"),
    Edit("task", "programmes.reform_2020.tasks.land.lead", "programmes.reform_2020.tasks.land.lead", "reform_office"),
    Edit("indicator", WEIGHT, WEIGHT, "10"),
    Edit("effect", "rules.linked_assessment.on", "rules.linked_assessment.on.final", "yearly_assessment"),
    Edit("wording", "duties.public_culture", "duties.public_culture.text.zh", "公共文化管理由属地承担。"),
    Edit("source", "duties.idle_land_reuse.grounding", "duties.idle_land_reuse.grounding", "sourced"),
    Edit("removed", "rules.talent_card", "rules.talent_card", GONE),
    Edit("added", "params.training_days_min", "params.training_days_min",
         {"title": {"zh": "年度培训天数", "en": "Training a year"}, "topic": "posts", "unit": "day", "bound": "floor",
          "values": [since("5")]}),
)  # fmt: skip


def amended(loaded: Loaded) -> Loaded:
    """The charter with every edit made."""
    values = deepcopy(loaded.source.values)
    for edit in EDITS:
        _make(values, edit)
    return Loaded(Charter.model_validate(values), Source(values, loaded.source.places, loaded.source.files))


def _make(values: Any, edit: Edit) -> None:
    *above, last = edit.path.split(".")
    here = values
    for part in above:
        here = here[part]
    if last == "+":
        here.append(edit.value)
    elif edit.value is GONE:
        del here[last]
    else:
        here[last] = edit.value
