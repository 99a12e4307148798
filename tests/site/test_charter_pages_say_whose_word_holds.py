"""Pages on charters: whose value holds since when, what is to be adapted, what a draft holds, what others say."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter.actions import exempt
from kaifaqu.kernel.charter.models import Exemption
from kaifaqu.kernel.clock import today
from tests.cast import Cast
from tests.charters import CITY, FIRST, SECOND, SMALL, THIRD, adopted, amended, change, drafted
from tests.kernel.api.callers import account_of

pytestmark = pytest.mark.django_db
OWN = CITY[: CITY.index("  quota_max:")].replace("paper", "own").replace("测试市的文件", "甲区的文件")
ZONE = OWN.replace("charter: test", "charter: zone-a\nparent: test").replace("value: 0.02", "value: 0.03")
MORE = """
procedures:
  ask:
    title: {zh: 办事, en: A matter}
    topic: whistle
    src: paper (五)
    about: whistle
    stages:
      sign: {title: {zh: 签收, en: Sign}, by: lead, within: 2wh, silent: signed, then: {signed: resolve}}
      resolve: {title: {zh: 办理, en: Resolve}, by: lead, then: {resolved: end}}
words:
  organ: {lead: {zh: 牵头单位, en: Lead}, reform_office: {zh: 改革办, en: Reform office}}
  kind: {zone: {zh: 开发区, en: Zone}, whistle: {zh: 哨件, en: Whistle}}
  outcome: {signed: {zh: 签收, en: Signed}, resolved: {zh: 办结, en: Resolved}}
"""


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    return client


def words(client: Client, url: str) -> str:
    """What stands on a page, its marks aside."""
    page = client.get(url).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def both(cast: Cast) -> None:
    """The city and zone A have a charter each; the city's later value overrules the zone's."""
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, FIRST, ZONE)
    amended(cast, cast.city.pk, SECOND, "0.02", "0.05")


def test_a_value_in_force_stands_with_whose_it_is_since_when_and_by_which_paragraph(cast: Cast, clerk: Client) -> None:
    both(cast)
    url = reverse("charters:param", args=["zone-a", "bottom_exit_min"])
    said = words(clerk, url + f"?on={THIRD}")
    assert "谁的规定 测试市 生效 2025-01-01 出处 《关于修订的通知》第一条" in said
    assert "开发区A的规定 不低于3% 已被上位方案取代 · 《甲区的文件》(四)" in said
    assert "测试市自 2024-01-01 起 不低于2% 《测试市的文件》(四)" in said
    before = words(clerk, url + f"?on={date(2024, 6, 1)}")
    assert "谁的规定 开发区A 生效 2024-01-01" in before
    assert "已被上位方案取代" not in before


def test_what_is_to_be_adapted_is_said_in_words_with_its_place_in_the_files_folded_away(
    cast: Cast, clerk: Client
) -> None:
    both(cast)
    sentence = "“年度末位淘汰率”：本地不低于3%，低于测试市自2025-01-01起的不低于5%，先按测试市的执行"
    for url in (reverse("charters:list"), reverse("charters:read", args=["zone-a"])):
        page = clerk.get(url).content.decode()
        assert sentence in words(clerk, url)
        assert "zone-a/charter.yaml" not in re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
        assert reverse("charters:param", args=["zone-a", "bottom_exit_min"]) in page
        assert reverse("act", args=["charter", "begin_amendment", cast.zone_a.pk]) in page


def test_what_is_to_be_adapted_from_a_coming_day_on_is_announced(cast: Cast, clerk: Client) -> None:
    coming = today() + timedelta(days=20)
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, FIRST, ZONE)
    amended(cast, cast.city.pk, coming, "0.02", "0.05")
    assert f"将于 {coming} 起 “年度末位淘汰率”：本地不低于3%" in words(clerk, reverse("charters:list"))


def test_numbers_of_a_draft_lead_to_its_forms_and_a_blank_one_shows_the_superior_s_clauses(
    cast: Cast, clerk: Client
) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.zone_a.pk, SECOND)
    reader = reverse("charters:read", args=["zone-a"]) + f"?draft={ref.id}"
    said, page = words(clerk, reader), clerk.get(reader).content.decode()
    assert "这里还没有自己的条款" in said
    assert "年度末位淘汰率： 不低于2%" in said
    assert "出自上位方案 测试市" in said
    form = reverse("charters:clause", args=[ref.id, "params", "bottom_exit_min"])
    assert f'<a class="why" href="{form}">' in page
    assert reverse("charters:param", args=["zone-a", "bottom_exit_min"]) not in page


def test_the_stages_of_a_procedure_are_read_by_name_under_it(cast: Cast, clerk: Client) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY + MORE)
    said = words(clerk, reverse("charters:read", args=["test"]))
    assert "环节 承办 时限 不答复 去向 签收 牵头单位 2个工作小时 签收 签收则转“办理”" in said


def test_comparing_begins_with_the_asker_s_own_place_and_folds_what_is_inherited(cast: Cast, clerk: Client) -> None:
    both(cast)
    said = words(clerk, reverse("charters:compare") + "?topic=headcount")
    assert said.index("测试市制度方案") < said.index("烟台市")
    assert "甲区制度方案" in said or "测试市制度方案 没有规定（从上位：测试市制度方案）" in said
    assert "没有规定（从上位：测试市制度方案）" in said
    assert "《测试市的文件》(三)" in said


def test_an_exemption_is_asked_for_by_the_sentence_and_leads_back(cast: Cast, clerk: Client) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    back = reverse("charters:constraints", args=["test"])
    form = reverse("act", args=["charter", "exempt", cast.zone_a.pk])
    url = f"{form}?clause={SMALL}&next={back}"
    page = clerk.get(url).content.decode()
    assert "各开发区员额不超过150人。" in page
    assert f'<input type="hidden" name="clause" value="{SMALL}"' in page
    given = {"clause": SMALL, "reason": "过渡期", "on": today().isoformat()}
    assert clerk.post(url, given).headers["Location"] == back
    assert Exemption.objects.count() == 1
    other = reverse("act", args=["charter", "exempt", cast.zone_b.pk])
    away = clerk.post(f"{other}?clause={SMALL}&next=https://example.org/", given)
    assert away.headers["Location"].startswith("/")


def test_records_name_a_clause_as_its_own_place_has_it_and_values_as_they_are_read(cast: Cast, clerk: Client) -> None:
    text = (CITY + MORE).replace("年度末位淘汰率, en", "本市的末位率, en")
    adopted(cast, cast.city.pk, FIRST, text)
    ref = drafted(cast, cast.city.pk, SECOND)
    change(ref, cast, "0.02", "0.03")
    change(ref, cast, "2wh", "4wh", "procedures.ask.stages.sign.within")
    said = words(clerk, reverse("history", args=[ref.id]))
    assert "本市的末位率 原为 2% → 现为 3%" in said
    assert "办事 原为 2个工作小时 → 现为 4个工作小时" in said


def test_records_say_from_when_to_when_something_is_exempted(cast: Cast, clerk: Client) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, reason="过渡期", on=THIRD, until=date(2027, 1, 1))
    said = words(clerk, reverse("history", args=[cast.zone_a.pk]))
    assert "员额不超过上限 现为 2026-01-01 至 2027-01-01" in said


def test_what_cannot_be_judged_is_a_row_for_each_clause_with_the_zones_by_name(cast: Cast, clerk: Client) -> None:
    text = CITY.replace("headcount_quota, p.quota_max", "promotion_staff_share, p.bottom_exit_min")
    adopted(cast, cast.city.pk, FIRST, text)
    said = words(clerk, reverse("charters:constraints", args=["test"]) + "?state=unknown")
    assert "《测试市的文件》(三)" in said
    assert "开发区A · 开发区B" in said
