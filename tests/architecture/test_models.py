"""Database relations follow the imports: they point down, and between rooms they leave no trace on the lower side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture.house import heights


def complaint(source: str, target: str, related_name: str) -> str:
    """What is wrong with a relation from one package's model to another's; empty where nothing is."""
    if source == target or target not in heights():
        return ""
    if heights()[target] >= heights()[source]:
        return "points up or sideways: the order of the house is in pyproject.toml"
    if all(name.startswith("kaifaqu.rooms.") for name in (source, target)) and not related_name.endswith("+"):
        return 'leaves a name on another room\'s model: related_name="+"'
    return ""


def relations() -> Iterator[tuple[str, str, str, str]]:
    """Every relation of our own models: its name, the app it leaves, the app it reaches, the name it leaves there."""
    for model in apps.get_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model
            if model._meta.app_config.name in heights() and isinstance(target, type):
                related_name = getattr(field.remote_field, "related_name", None) or ""
                yield str(field), model._meta.app_config.name, target._meta.app_config.name, related_name


def test_relations_point_down() -> None:
    complaints = {field: complaint(*ends) for field, *ends in relations()}
    assert not {field: said for field, said in complaints.items() if said}


def test_there_are_relations_to_look_at() -> None:
    assert len(list(relations())) > 5


def test_every_app_of_ours_has_its_place_in_the_house() -> None:
    ours = {config.name for config in apps.get_app_configs() if config.name.startswith("kaifaqu.")}
    assert ours
    assert ours <= heights().keys()


@pytest.mark.parametrize(
    ("source", "target", "related_name", "right"),
    [
        ("kaifaqu.kernel.trail", "kaifaqu.kernel.subjects", "", True),
        ("kaifaqu.kernel.subjects", "kaifaqu.kernel.trail", "", False),
        ("kaifaqu.kernel.files", "kaifaqu.kernel.notices", "", False),
        ("kaifaqu.kernel.organs", "kaifaqu.kernel.organs", "", True),
        ("kaifaqu.kernel.organs", "django.contrib.auth", "", True),
        ("kaifaqu.kernel.cases", "kaifaqu.rooms.whistles", "+", False),
        ("kaifaqu.rooms.whistles", "kaifaqu.kernel.cases", "", True),
        ("kaifaqu.rooms.whistles", "kaifaqu.rooms.gate", "+", False),
        ("kaifaqu.rooms.whistles", "kaifaqu.rooms.firms", "whistles", False),
        ("kaifaqu.rooms.whistles", "kaifaqu.rooms.firms", "+", True),
        ("kaifaqu.rooms.institutions", "kaifaqu.site", "+", False),
    ],
)
def test_the_check_itself(source: str, target: str, related_name: str, right: bool) -> None:
    assert (not complaint(source, target, related_name)) is right
