"""Whoever leaves a post signs what is open in it, his successor signs that he has it; what is missing is listed."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from docx import Document

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.cases.actions import delegate_case
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import handover
from kaifaqu.kernel.organs.actions import appoint
from kaifaqu.kernel.organs.handing import end_appointment, hand_over, take_over
from kaifaqu.kernel.organs.handover import content, current, items_of, unfinished
from kaifaqu.kernel.organs.models import HandOver, Post
from kaifaqu.kernel.trail import guard
from kaifaqu.site.cli import main
from tests import programmes
from tests.cast import SETUP, Cast
from tests.kernel.organs.test_the_page_of_deputies import signed_in
from tests.records import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(cast: Cast) -> str:
    """The zone's clerk has been given a finding; the key of that item in his pack."""
    case = programmes.found(cast)
    delegate_case(case, by=cast.zone_clerk, to=Ref(cast.zone_clerk.post))
    return f"asks/{case.id}-1"


def post_of(cast: Cast) -> Ref[Post]:
    return Ref(cast.zone_clerk.post)


def replaced(cast: Cast, on: date | None = None) -> None:
    appoint(post_of(cast), by=SETUP, person=Ref(cast.nobody.person), on=on or today())


def owed(cast: Cast) -> list[str]:
    return [each.state for each in unfinished([cast.zone_clerk.post], today())]


def test_a_pack_holds_what_is_open_with_its_day_and_the_note_and_is_sealed(cast: Cast, owing: str) -> None:
    row = hand_over(post_of(cast), by=cast.zone_clerk, notes={owing: "材料在二号柜"}, words="都在这里")
    [item] = [each for each in items_of(handover.read(row)) if each["key"] == owing]
    assert (item["due"], item["note"]) == ("2020-08-31", "材料在二号柜")
    assert "孙倩" not in row.content.replace(
        "孙倩的岗位", ""
    )  # but in the name of the post: people stand in columns, what is sealed names none
    assert handover.intact(row)
    with guard.lifted("a forger"):
        HandOver.objects.filter(pk=row.pk).update(content=row.content.replace("二号", "三号"))
    assert not handover.intact(HandOver.objects.get(pk=row.pk))


def test_it_is_unfinished_until_both_have_signed(cast: Cast, owing: str) -> None:
    assert owed(cast) == []
    replaced(cast)
    assert owed(cast) == ["missing"]
    hand_over(post_of(cast), by=cast.guardian, leaver=Ref(cast.zone_clerk.person), words="本人已离岗")
    assert owed(cast) == ["handed"]
    successor = type(cast.zone_clerk)(cast.nobody.person, cast.zone_clerk.post, cast.committee_a.pk)
    take_over(post_of(cast), by=successor)
    assert owed(cast) == []
    assert HandOver.objects.get().successor_id == cast.nobody.person


def test_one_who_left_nothing_open_needs_no_pack(cast: Cast) -> None:
    replaced(cast)
    assert owed(cast) == []


def test_leaving_without_a_successor_is_asked_for_too(cast: Cast, owing: str) -> None:
    end_appointment(post_of(cast), by=cast.guardian, on=today())
    assert owed(cast) == ["missing"]
    shown = current(Post.objects.get(pk=cast.zone_clerk.post), today())
    assert shown is not None
    assert shown.leaver.pk == cast.zone_clerk.person


def test_nobody_signs_both_ends(cast: Cast, owing: str) -> None:
    with refused("nothing"):
        take_over(post_of(cast), by=cast.zone_clerk)
    hand_over(post_of(cast), by=cast.zone_clerk)
    with refused("own_hands"):
        take_over(post_of(cast), by=cast.zone_clerk)
    with refused("no_successor"):
        take_over(post_of(cast), by=cast.guardian, words="代签")
    replaced(cast)
    successor = type(cast.zone_clerk)(cast.nobody.person, cast.zone_clerk.post, cast.committee_a.pk)
    with refused("own_hands"):
        hand_over(post_of(cast), by=successor, leaver=Ref(cast.zone_clerk.person), words="他走了")
    with refused("words", field="words"):
        take_over(post_of(cast), by=cast.guardian)


def test_a_note_to_what_has_been_settled_meanwhile_is_not_lost_in_silence(cast: Cast, owing: str) -> None:
    with refused("changed", field="notes"):
        hand_over(post_of(cast), by=cast.zone_clerk, notes={"asks/0-1": "已电话沟通"})
    hand_over(post_of(cast), by=cast.zone_clerk, notes={"asks/0-1": " "})


def test_others_may_neither_sign_nor_look(cast: Cast, client: Client) -> None:
    with pytest.raises(NotFound):
        hand_over(post_of(cast), by=cast.clerk, words="替他签")
    assert signed_in(client, cast.officer).get(reverse("handover", args=[cast.zone_clerk.post])).status_code == 404


def test_rooms_say_what_else_is_handed_over(cast: Cast) -> None:
    programmes.under_way(cast)
    told = content(Post.objects.select_related("subject__organ").get(pk=cast.clerk.post), cast.clerk.person, today())
    assert "reform" in [section["key"] for section in told["sections"]]


def test_it_is_signed_on_the_page_printed_and_told_before_another_is_appointed(
    cast: Cast, client: Client, owing: str
) -> None:
    own, url = signed_in(client, cast.zone_clerk), reverse("handover", args=[cast.zone_clerk.post])
    warned = signed_in(Client(), cast.guardian)
    appointing = reverse("act", args=["organs", "appoint", cast.zone_clerk.post])
    assert url in warned.get(appointing).content.decode()
    assert f'name="note.{owing}"' in own.get(url).content.decode()
    assert own.post(url, {f"note.{owing}": "材料在二号柜", "sign": "hand"}).status_code == 302
    paper = Document(io.BytesIO(b"".join(own.get(f"{url}paper/"))))
    assert "材料在二号柜" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert own.get(f"/api/posts/{cast.zone_clerk.post}/handover").json()["state"] == "handed"
    assert [row["state"] for row in own.get("/api/handovers").json()] == ["handed"]


def test_the_command_prints_it_and_says_whether_a_signature_is_missing(cast: Cast, owing: str) -> None:
    told = CliRunner().invoke(main, ["handover", str(cast.zone_clerk.post), "--json"])
    assert (told.exit_code, json.loads(told.output)["state"]) == (0, "open")
    replaced(cast, today() - timedelta(days=1))
    assert CliRunner().invoke(main, ["handover", str(cast.zone_clerk.post)]).exit_code == 1
    assert CliRunner().invoke(main, ["handover", "999999"]).exit_code == 2
