from __future__ import annotations

from pathlib import Path

import pytest

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.imports.kinds import ACT, all_kinds
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from kaifaqu.site import permissions
from kaifaqu.site.permissions import ANYONE, SIGNED_IN, read, table

OFFICERS = ("system_officer", "security_officer", "auditor")


def test_rules_may_only_what_there_is() -> None:
    assert {act for acts in table().rules.values() for act in acts} <= {"*", *all_actions()}


def test_routes_are_for_anyone_for_the_signed_in_or_for_known_roles() -> None:
    named = {who for roles in table().routes.values() for who in roles}
    assert named <= {ANYONE, SIGNED_IN, *read().roles}


def test_what_everybody_sees_are_kinds_of_bodies_and_divisions() -> None:
    assert table().open
    assert table().open <= {*OrganKind.values, *PlaceKind.values, "programme", "township", "briefing", "model_case"}
    assert not table().open & {PlaceKind.ZONE, OrganKind.INTERNAL_UNIT}


def test_system_security_and_audit_are_three_people_of_whom_none_does_the_work() -> None:
    house = {"notices.set_channel", "notices.close_channel"}  # through which gateway the house speaks is no work of its
    work = [act for act in all_actions() if not act.startswith("organs.") and act not in {ACT, *house}]
    assert work
    assert not [(role, act) for role in OFFICERS for act in work if table().scope(role, act)]
    mine = {role: {act for act in all_actions() if table().scope(role, act)} for role in OFFICERS}
    assert not mine["auditor"]
    assert not mine["system_officer"] & mine["security_officer"]


def test_an_import_gives_nobody_what_he_may_not_do_one_by_one() -> None:
    """Importing is work or not by what it brings: that is for the acts to say that its kind needs."""
    assert all(set(kind.needs) <= set(all_actions()) and kind.needs for kind in all_kinds().values())
    for role in set(OFFICERS) & set(table().acts[ACT]):
        able = [kind for kind in all_kinds().values() if all(table().scope(role, act) for act in kind.needs)]
        assert all(act.startswith("organs.") for kind in able for act in kind.needs)


def test_who_hands_out_posts_is_not_who_may_use_them() -> None:
    for act in ("organs.appoint", "organs.add_post", "organs.grant_proxy"):
        assert set(table().acts[act]) == {"security_officer"}


def test_a_wrong_word_in_the_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    right = permissions.FILE.read_text(encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(right.replace("leader: place", "leeder: place"), encoding="utf-8")
    monkeypatch.setattr(permissions, "FILE", tmp_path / "wrong.yaml")
    with pytest.raises(ValueError, match="leeder"):
        read.__wrapped__()


def test_a_line_that_stands_twice_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    right = permissions.FILE.read_text(encoding="utf-8")
    line = next(line for line in right.splitlines() if line.strip().startswith("cases.open_case:"))
    (tmp_path / "wrong.yaml").write_text(right.replace(line, f"{line}\n{line}"), encoding="utf-8")
    monkeypatch.setattr(permissions, "FILE", tmp_path / "wrong.yaml")
    with pytest.raises(ValueError, match=r"twice: cases\.open_case"):
        read.__wrapped__()
