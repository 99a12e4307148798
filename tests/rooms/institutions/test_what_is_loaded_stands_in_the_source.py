from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kaifaqu.kernel.figures import Grounding, Status
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs.models import Place, Since
from kaifaqu.rooms.institutions.demo import Scene
from kaifaqu.rooms.institutions.models import Zone
from kaifaqu.rooms.institutions.queries import ABOUT_ZONE, LEDGER_FACTS, told_of
from tests.published import published

pytestmark = pytest.mark.django_db
YANTAI = published("yantai")
NAMED: dict[str, dict[str, Any]] = {zone["name"]: zone for zone in YANTAI["zones_named"]}
SOURCE = {key: value for key, value in YANTAI.items() if key != "derived"}


def scalars(value: Any) -> Iterator[str]:
    """Every text of a part of the file, and how many each list names."""
    if isinstance(value, dict):
        for each in value.values():
            yield from scalars(each)
    elif isinstance(value, list):
        yield str(len(value))
        for each in value:
            yield from scalars(each)
    else:
        yield value


def number(row: Observation) -> str:
    return row.figure.number().replace(",", "")


def test_every_figure_loaded_is_a_figure_of_the_file_outside_derived(yantai: Place) -> None:
    printed = set(scalars(SOURCE))
    rows = list(Observation.objects.all())
    assert len(rows) > 20
    assert not [str(row) for row in rows if number(row) not in printed]


def test_nothing_derived_is_an_observation(yantai: Place) -> None:
    assert not Observation.objects.filter(fact__in=YANTAI["derived"]).exists()
    assert set(Observation.objects.values_list("source", flat=True)) == {YANTAI["src"]}
    assert set(Observation.objects.values_list("grounding", "status")) == {(Grounding.SOURCED, Status.ACTUAL)}


@pytest.mark.parametrize("name", NAMED)
def test_of_a_named_zone_only_what_the_source_says_of_it(yantai: Place, name: str) -> None:
    zone = Zone.objects.select_related("subject").get(subject__title=name)
    printed = set(scalars(NAMED[name]))
    for row in Observation.objects.filter(subject=zone.pk):
        assert number(row) in printed
    told = told_of([zone.pk])[zone.pk]
    unsaid = {"leader_chiefs": "leaders", "leader_deputies": "leaders"}
    for fact in ABOUT_ZONE:
        key = unsaid.get(fact, fact)
        assert (told[fact].figure.text() == "未公布") is (key not in NAMED[name])


@pytest.mark.parametrize("name", NAMED)
def test_its_kind_class_and_start_are_as_said_and_what_is_inferred_says_so(yantai: Place, name: str) -> None:
    zone, said = Zone.objects.get(subject__title=name), NAMED[name]
    assert zone.zone_kind == said.get("kind", "")
    assert zone.get_zone_class_display() == said.get("class", "")
    assert zone.get_assessed_display() == said.get("assessed", "")
    assert str(zone.started or "") == said.get("started", "")
    assert zone.inferred == said.get("inferred", [])
    assert zone.merged_from == "、".join(said.get("merged_from", []))
    assert zone.merging_with == said.get("merging_with", "")


def test_every_named_zone_is_there_once_with_an_english_name_and_an_address(yantai: Place) -> None:
    zones = Zone.objects.select_related("subject")
    assert sorted(zone.subject.title for zone in zones) == sorted(NAMED)
    english = published("english")["zones"]
    assert {zone.subject.title: zone.subject.title_en for zone in zones} == {
        name: english[name]["name"] for name in NAMED
    }
    slugs = dict(Place.objects.filter(kind="zone").values_list("subject__title", "slug"))
    assert slugs == {name: english[name]["slug"] for name in NAMED}


def test_of_a_named_zone_no_day_is_invented(yantai: Place) -> None:
    assert not Since.objects.filter(subject__in=Zone.objects.values("pk")).exists()


def test_what_is_not_published_is_said_to_be_so_and_never_0(yantai: Place) -> None:
    zone, reader = Zone.objects.get(subject__title="莱山开发区"), FactReader()
    for fact in LEDGER_FACTS:
        assert reader.read(zone.pk, fact).figure.text("zh") == "未公布"
        assert reader.read(zone.pk, fact).figure.text("en") == "not published"


def test_what_is_synthetic_is_marked_in_name_row_and_every_number(scene: Scene) -> None:
    reader = FactReader()
    for zone in scene.zones:
        assert zone.subject.synthetic
        assert "演示" in zone.subject.title
        assert zone.source == ""
        figures = [reader.read(zone.pk, fact).figure for fact in ("headcount_quota", "area", "internal_units")]
        assert {getattr(figure, "grounding", None) for figure in figures} == {Grounding.SYNTHETIC}
    assert not Observation.objects.filter(subject__in=[zone.pk for zone in scene.zones]).exists()
