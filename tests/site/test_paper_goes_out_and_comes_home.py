"""A letter from the page of its case to the answer that its stamped reply gives; the same by API and command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.letters.models import Letter, Reply
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.site.cli import main
from tests.cast import Cast
from tests.kernel.api.callers import account_of, caller
from tests.kernel.cases.matters import Scene, called, scene
from tests.kernel.letters.mail import codes_of, page, photo, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast, home: Path) -> Scene:
    home.mkdir(exist_ok=True)
    return scene(cast)


def at_desk(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), backend="django.contrib.auth.backends.ModelBackend")
    return client


def shot(letter: Letter, name: str = "reply.jpg", number: int = -1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(page(codes_of(letter)[number])).stream.read())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_case_to_the_answer(here: Scene) -> None:
    case, desk = called(here), at_desk(here.caller)
    case_page = reverse("case", args=[case.pk])
    assert reverse("letters:issue", args=[case.pk]) in text(desk.get(case_page))
    form = desk.post(reverse("letters:issue", args=[case.pk]), {"to": here.lead.organ, "kind": "assign"})
    letter = Letter.objects.get()
    assert form["Location"] == reverse("letters:letter", args=[letter.pk])
    printed = text(desk.get(form["Location"]))
    assert all(str(code) in printed for code in codes_of(letter))
    assert printed.count('class="qr"') == 2
    assert "style=" not in printed
    assert letter.number in text(desk.get(reverse("letters:list")))
    assert desk.get(reverse("letters:docx", args=[letter.pk])).status_code == 200
    assert desk.get(reverse("letters:many_docx")).status_code == 200

    sorted_page = desk.post(reverse("scans"), {"files": [shot(letter), shot(letter, "again.jpg")]})["Location"]
    shown = text(desk.get(sorted_page))
    assert letter.number in shown
    assert desk.get(re.findall(r'src="(/scans/[^"]+png)"', shown)[0])["Content-Type"] == "image/png"
    given = {"block": f"letter-{letter.pk}", "letter": letter.pk, "n": 0}
    assert desk.post(sorted_page, given).status_code == 422  # nobody has said whether it bears a stamp
    assert not Reply.objects.exists()
    assert desk.post(sorted_page, {**given, "stamped": "yes"}).status_code == 302
    reply = Reply.objects.get()

    accept = reverse("letters:accept", args=[reply.pk])
    assert accept in text(desk.get(case_page))
    assert desk.get(accept).status_code == 200
    assert desk.post(accept, {"verdict": "sign", "words": "已签收", "reply": reply.pk}).status_code == 302
    assert Ask.objects.filter(case=case.pk, organ=here.lead.organ, verdict="sign").exists()


def test_what_shows_no_code_is_filed_by_hand(here: Scene) -> None:
    letter, desk = sent(here, called(here)), at_desk(here.caller)
    blank = SimpleUploadedFile("blank.png", photo(page("x").crop((0, 0, 400, 400)), "x.png").stream.read())
    bad = SimpleUploadedFile("bad.jpg", b"no photo")
    where = desk.post(reverse("scans"), {"files": [blank, bad]})["Location"]
    shown = text(desk.get(where))
    assert shown.count("无法识别") == 2
    by_hand = {"block": "file-0", "n": 0, "stamped": "no"}
    for wrong in ({}, {"code": "KFQ1:1:1/2:00000000"}, {"letter": "999999"}, {"letter": "x"}):
        assert desk.post(where, {**by_hand, **wrong}).status_code == 422
    assert desk.post(where, {**by_hand, "letter": letter.pk}).status_code == 302
    assert Reply.objects.get().letter_id == letter.pk
    assert at_desk(here.other).get(where).status_code == 404


def test_nothing_brought_and_an_empty_list_are_told(here: Scene) -> None:
    desk = at_desk(here.office)
    assert desk.post(reverse("scans")).status_code == 422
    assert "还没有函件" in text(desk.get(reverse("letters:list")))
    assert desk.get(reverse("scans:sorted", args=["a" * 22])).status_code == 404
    assert desk.get(reverse("letters:letter", args=[1])).status_code == 404


def test_over_the_api(here: Scene) -> None:
    letter, desk = sent(here, called(here)), caller(here.caller)
    body = {"stamped": "true", "files": [shot(letter), SimpleUploadedFile("bad.jpg", b"no photo")]}
    told = desk.post("/api/letters/scans", body).json()["files"]
    assert [(each["file"], each["filed"], each["code"]) for each in told] == [
        ("reply.jpg", True, ""),
        ("bad.jpg", False, "file_content"),
    ]
    read = desk.get(f"/api/letters/{letter.pk}").json()
    assert (read["letter"]["state"], read["intact"], read["replies"][0]["pages"]) == ("replied", True, [2])
    assert desk.get(f"/api/letters/{letter.pk}/docx").status_code == 200
    assert [each["id"] for each in desk.get(f"/api/letters?case={letter.case_id}").json()["items"]] == [letter.pk]
    assert caller(here.other).get(f"/api/letters/{letter.pk}").status_code == 404


def test_from_the_command_line(here: Scene, tmp_path: Path) -> None:
    letter = sent(here, called(here))
    account = account_of(here.caller).username
    path = tmp_path / "reply.jpg"
    path.write_bytes(shot(letter).read())
    asked = ["scan", str(path), "--as", account, "--json"]
    assert CliRunner().invoke(main, asked).exit_code == 2  # stamped or not?
    dry = json.loads(CliRunner().invoke(main, [*asked, "--dry-run"]).stdout)
    assert (dry[0]["case"], dry[0]["filed"]) == (letter.case_id, False)
    done = CliRunner().invoke(main, [*asked, "--stamped"])
    assert (done.exit_code, json.loads(done.stdout)[0]["filed"]) == (0, True)
    again = CliRunner().invoke(main, [*asked, "--stamped"])
    assert (again.exit_code, json.loads(again.stdout)[0]["code"]) == (1, "duplicate")
    assert Case.objects.get(pk=letter.case_id).letters.get().replies.count() == 1
