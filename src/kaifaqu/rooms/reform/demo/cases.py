"""The published model cases as far as their sources tell, and a marked one with every step."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.reform.actions import adopt_case, copy_case, submit_case, write_case
from kaifaqu.rooms.reform.models import Level

UNNAMED = "（原文未载列入单位）"


def load_cases(folder: Path, name: str, city: Place, by: Actor) -> None:
    """The model cases that a facts file names; days that no source prints stay unknown."""
    raw, english = _read(folder / f"{name}.yaml"), _read(folder / "english.yaml")
    for said in raw["cases_adopted"]:
        slug = english["zones"][said["zone"]]["slug"] if "zone" in said else city.slug
        place = Place.objects.get(slug=slug)
        case = write_case(
            Ref(place.pk),
            by=by,
            title=said["title"],
            title_en=english["cases"][said["title"]]["name"],
            theme=said["theme"],
            source=raw["src"],
            paragraph=said["at"],
        )
        adopt_case(
            Ref(case.pk),
            by=by,
            body=said.get("by", UNNAMED),
            level=Level(said["level"]) if "level" in said else None,
            inferred="level" in said.get("inferred", []),
            document=said["document"],
            source=raw["src"],
        )
        if "submitted_to" in said:
            submit_case(Ref(case.pk), by=by, body=said["submitted_to"], source=raw["src"])


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506  (makes text only, no objects)


def copy_synthetic(zones: list[Place], clerk: Actor) -> None:
    """A marked case of the first zone: submitted, adopted by the city, copied by the second."""
    first, second = zones[:2]
    day = today() - timedelta(days=90)

    def after(days: int) -> date:
        return day + timedelta(days=days)

    case = write_case(
        Ref(first.pk),
        by=clerk,
        title="职能剥离“清单+协议”（演示）",
        title_en="Functions handed over by list and agreement (demo)",
        theme="体制机制",
        on=day,
        source="演示材料",
    )
    submit_case(Ref(case.pk), by=clerk, body="市委改革办（演示）", on=after(10), words="演示：附清单和协议样本")
    adopt_case(
        Ref(case.pk), by=clerk, body="市委改革办（演示）", level=Level.CITY, document="演示：改革简报", on=after(40)
    )
    copy_case(Ref(case.pk), by=clerk, place=Ref(second.pk), basis="演示：调度会议定", on=after(60))
    write_case(
        Ref(second.pk),
        by=clerk,
        title="企业服务专班（演示）",
        title_en="A task force for firms (demo)",
        theme="营商环境",
        on=after(70),
        source="演示材料",
    )
