"""The desk on which a draft is amended: what its forms show, take and refuse."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter.actions import amend_clause, submit_amendment
from kaifaqu.kernel.charter.amendments import changes_of
from kaifaqu.kernel.charter.editing import Wanted
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.trail import guard
from tests.cast import Cast
from tests.charters import CITY, EXIT, FIRST, SECOND, THIRD, adopted, amended, change, drafted
from tests.kernel.api.callers import account_of

pytestmark = pytest.mark.django_db
WORDED = """\
params:
  papers:
    title: {zh: 材料, en: Papers}
    topic: approval
    unit: words
    values:
      - {from: 2024-01-01, value: [{zh: 申请书, en: application}, {zh: 图纸, en: drawings}], src: paper (一)}
"""
FLAT = CITY.replace("params:\n", WORDED)


def client_of(seat: Any) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return client_of(cast.clerk)


@pytest.fixture
def ref(cast: Cast) -> Ref[Amendment]:
    adopted(cast, cast.city.pk, FIRST, FLAT)
    return drafted(cast, cast.city.pk, SECOND)


def clause_url(ref: Ref[Amendment], noun: str = "params", key: str = "bottom_exit_min") -> str:
    return reverse("charters:clause", args=[ref.id, noun, key])


def shown(client: Client, url: str) -> dict[str, str]:
    """What a browser would send back of a form that nobody touched."""
    page = client.get(url).content.decode()
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', page)[0])
    parts = {f"part.{path}": text for path, text in json.loads(seen)["parts"].items()}
    return {**parts, "start": json.loads(seen)["day"], "seen": seen}


def sent(client: Client, url: str, form: dict[str, str], **given: str) -> str:
    """The page after a form was sent; empty where it was taken."""
    response = client.post(url, {**form, **{f"part.{k.replace('__', '.')}": v for k, v in given.items()}})
    return "" if response.status_code == 302 else html.unescape(response.content.decode())


def changes(ref: Ref[Amendment]) -> list[tuple[str, str | None]]:
    return [(c["path"].split(".", 2)[2], c["new"]) for c in Amendment.objects.get(pk=ref.id).changes]


def test_a_value_from_a_later_day_is_shown_listed_and_opened_again(clerk: Client, ref: Ref[Amendment]) -> None:
    form = shown(clerk, clause_url(ref))
    assert sent(clerk, clause_url(ref), {**form, "start": "2026-01-01"}, value="5%") == ""
    desk = clerk.get(reverse("charters:desk", args=[ref.id])).content.decode()
    assert "由不低于2%提高到不低于5%" in desk
    assert "自 2026-01-01 起" in desk
    again = shown(clerk, clause_url(ref))
    assert (again["part.value"], again["start"]) == ("0.05", "2026-01-01")
    page = clerk.get(clause_url(ref)).content.decode()
    assert "自 2024-01-01 起" in page
    assert "本次修订" in page


def test_a_change_made_again_keeps_its_paragraph(clerk: Client, ref: Ref[Amendment]) -> None:
    form = shown(clerk, clause_url(ref))
    assert sent(clerk, clause_url(ref), {**form, "paragraph": "第二条"}, value="5%") == ""
    page = clerk.get(clause_url(ref)).content.decode()
    assert re.findall(r'name="paragraph"[^>]*value="([^"]*)"', page) == ["第二条"]


def test_words_in_both_languages_have_a_form(clerk: Client, ref: Ref[Amendment]) -> None:
    form = shown(clerk, clause_url(ref, key="papers"))
    assert "申请书" in form["part.value"]
    more = form["part.value"] + "\n- {zh: 照片, en: photos}"
    page = sent(clerk, clause_url(ref, key="papers"), form, value=more)
    assert re.findall(r'class="error"[^>]*><p>[^<]*|<li>[^<]*没[^<]*', page) == []
    assert page == ""


def test_a_text_too_long_is_told_and_kept(clerk: Client, ref: Ref[Amendment]) -> None:
    url = clause_url(ref, "constraints", "small_committee")
    page = sent(clerk, url, shown(clerk, url), text__zh="长" * 20_001)
    assert "没有提交，什么都没有改动" in page
    assert "长" * 20_001 in page


def test_what_is_not_written_can_be_chosen_and_left_as_it_is(clerk: Client, ref: Ref[Amendment]) -> None:
    form = shown(clerk, clause_url(ref))
    assert "没有改动任何一处" in sent(clerk, clause_url(ref), form, force="")
    assert sent(clerk, clause_url(ref), form, force="in_principle") == ""
    assert sent(clerk, clause_url(ref), shown(clerk, clause_url(ref)), force="") == ""
    assert changes(ref) == []


def test_of_two_windows_the_second_is_told_and_keeps_what_was_typed(clerk: Client, ref: Ref[Amendment]) -> None:
    one = two = shown(clerk, clause_url(ref))
    assert sent(clerk, clause_url(ref), one, value="0.03") == ""
    page = sent(clerk, clause_url(ref), two, value="0.04")
    assert "现在写的是“0.03”" in page
    assert 'value="0.04"' in page
    assert sent(clerk, clause_url(ref), two, title__zh="末位淘汰比例") == ""
    assert ("value", "0.03") in changes(ref)


def test_an_emptied_value_is_repealed_only_where_that_is_ticked(clerk: Client, ref: Ref[Amendment]) -> None:
    form = shown(clerk, clause_url(ref))
    assert "要废止请勾选" in sent(clerk, clause_url(ref), form, value="")
    assert sent(clerk, clause_url(ref), {**form, "repeal": "on"}, value="") == ""
    assert changes(ref) == [("value", None)]


def test_an_unknown_name_is_told_beside_its_field(clerk: Client, ref: Ref[Amendment]) -> None:
    url = clause_url(ref, "constraints", "small_committee")
    page = sent(clerk, url, shown(clerk, url), text__zh="员额不超过{quota_mx}。")
    assert 'id="id_part.text.zh_error"><p>没有参数“quota_mx”' in page


def test_the_parameters_that_a_clause_uses_lead_to_their_forms(clerk: Client, ref: Ref[Amendment]) -> None:
    page = clerk.get(clause_url(ref, "constraints", "small_committee")).content.decode()
    assert "参数：员额上限（150人）" in page
    assert clause_url(ref, key="quota_max") in page


def test_a_parameter_is_added_by_a_form(clerk: Client, ref: Ref[Amendment]) -> None:
    url = reverse("charters:add", args=[ref.id])
    given = {"zh": "答复时限", "en": "Time to answer", "topic": "whistle", "unit": "limit", "value": "２个工作日"}
    given |= {"force": "must", "bound": "ceiling", "start": "2025-01-01", "paragraph": "第五条"}
    assert clerk.post(url, {**given, "zh": ""}).status_code == 422
    assert clerk.post(url, given).status_code == 302
    [found] = changes_of(Amendment.objects.get(pk=ref.id))
    assert (found.path, found.new, found.source) == ("params.time_to_answer", "2个工作日", "test-2025-2 第五条")


def test_a_skeleton_that_nobody_filled_is_refused(clerk: Client, ref: Ref[Amendment]) -> None:
    url = reverse("charters:add", args=[ref.id]) + "?as=text"
    skeleton = "title: {zh: , en: }\ntext: {zh: , en: }\ntopic: duty_list\n"
    page = clerk.post(url, {"noun": "duties", "key": "x", "text": skeleton})
    assert page.status_code == 422
    assert "请写明名称" in page.content.decode()


def test_a_whole_text_is_shown_before_it_replaces_the_draft_and_can_be_undone(
    clerk: Client, ref: Ref[Amendment]
) -> None:
    url = reverse("charters:text", args=[ref.id])
    file = SimpleUploadedFile("charter.yaml", CITY.replace("value: 150", "value: 120").encode())
    page = clerk.post(url, {"files": file, "how": "all"}).content.decode()
    assert "删去" in page
    assert "1 条" in page
    text = html.unescape(re.findall(r'name="text" value="([^"]*)"', page)[0])
    assert clerk.post(url, {"text": text}).status_code == 422
    assert clerk.post(url, {"text": text, "sure": "on"}).status_code == 302
    assert "120人" in clerk.get(reverse("charters:desk", args=[ref.id])).content.decode()
    clerk.post(reverse("charters:restore", args=[ref.id]))
    assert changes_of(Amendment.objects.get(pk=ref.id)) == []


def test_some_files_of_a_text_leave_the_others(clerk: Client, ref: Ref[Amendment]) -> None:
    url = reverse("charters:text", args=[ref.id])
    more = "duties:\n  x: {title: {zh: 甲, en: a}, topic: duty_list, src: paper 一, owner: reform_office}\n"
    page = clerk.post(url, {"files": SimpleUploadedFile("more.yaml", more.encode()), "how": "some"})
    text = html.unescape(re.findall(r'name="text" value="([^"]*)"', page.content.decode())[0])
    assert sorted(json.loads(text)) == ["test/charter.yaml", "test/more.yaml"]


def test_an_adopted_amendment_is_everybody_s_and_a_draft_is_not(cast: Cast) -> None:
    row = adopted(cast, cast.city.pk, FIRST)
    draft = drafted(cast, cast.city.pk, SECOND)
    someone = client_of(cast.zone_clerk)
    assert someone.get(reverse("charters:desk", args=[row.pk])).status_code == 200
    assert someone.get(reverse("charters:paper", args=[row.pk, "comparison"])).status_code == 200
    assert someone.get(reverse("charters:desk", args=[draft.id])).status_code == 404


def test_an_overtaken_draft_is_made_again_from_its_desk(cast: Cast, clerk: Client) -> None:
    adopted(cast, cast.city.pk, FIRST)
    slow = drafted(cast, cast.city.pk, THIRD)
    change(slow, cast, "0.02", "0.03")
    change(slow, cast, "150", "140", "params.quota_max.value")
    amended(cast, cast.city.pk, SECOND, "0.02", "0.04")
    desk = reverse("charters:desk", args=[slow.id])
    assert "按第 2 版重做" in clerk.get(desk).content.decode()
    page = clerk.post(reverse("charters:rebase", args=[slow.id]), {"in_force": "2026-01-01"}, follow=True)
    assert "没有沿用：params.bottom_exit_min.value" in page.content.decode()
    assert changes(slow) == [("value", "140")]


def test_a_draft_that_no_longer_reads_says_so(cast: Cast, clerk: Client, ref: Ref[Amendment]) -> None:
    own = drafted(cast, cast.zone_a.pk, SECOND)
    row = Amendment.objects.get(pk=own.id)
    broken = {name: text.replace("parent: test", "parent: gone") for name, text in row.text.items()}
    assert broken != row.text
    with guard.lifted("a superior that has gone on"):
        Amendment.objects.filter(pk=own.id).update(text=broken)
    for url in (reverse("charters:desk", args=[own.id]), clause_url(own), reverse("charters:add", args=[own.id])):
        assert clerk.get(url).status_code in (200, 409)


def test_who_adopts_is_shown_what_is_adopted(cast: Cast, clerk: Client, ref: Ref[Amendment]) -> None:
    change(ref, cast, "0.02", "0.03")
    submit_amendment(ref, by=cast.clerk)
    url = reverse("act", args=["charter", "adopt_amendment", ref.id])
    page = client_of(cast.leader).get(url).content.decode()
    assert "由不低于2%提高到不低于3%" in page
    assert "提交后即生效" not in page


def test_a_value_changed_twice_is_one_change(cast: Cast, clerk: Client, ref: Ref[Amendment]) -> None:
    amend_clause(ref, by=cast.clerk, changes=[Wanted(path=EXIT, old="0.02", new="0.03")], start=date(2025, 1, 1))
    assert sent(clerk, clause_url(ref), shown(clerk, clause_url(ref)), value="2%") == ""
    assert changes(ref) == []
