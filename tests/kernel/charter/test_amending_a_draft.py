"""What may be changed in a draft, how changes join and are taken back, and what is told of them."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.charter.actions import (
    adopt_amendment,
    amend_clause,
    begin_amendment,
    rebase_amendment,
    submit_amendment,
    undo_change,
)
from kaifaqu.kernel.charter.amendments import before, changes_of, proposed, to_follow
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.editing import Wanted
from kaifaqu.kernel.charter.models import Amendment
from tests.cast import Cast
from tests.charters import CITY, EXIT, FIRST, SECOND, SMALL, THIRD, adopted, amended, change, drafted

LATER = date(2027, 1, 1)
QUOTA = "params.quota_max.value"
ZONE = (
    CITY[: CITY.index("  quota_max:")]
    .replace("paper", "own")
    .replace("charter: test", "charter: zone-a\nparent: test")
    .replace("value: 0.02", "value: 0.03")
)
DEPUTIES = (
    "title: {zh: 副职, en: Deputies}\ntopic: leaders\nunit: leader\nbound: ceiling\nvalues:\n  - {from: DAY, value: 3}"
)


@pytest.fixture
def ref(cast: Cast) -> Ref[Amendment]:
    adopted(cast, cast.city.pk, FIRST)
    return drafted(cast, cast.city.pk, SECOND)


def row(ref: Ref[Amendment]) -> Amendment:
    return Amendment.objects.select_related("base", "subject").get(pk=ref.id)


def told(ref: Ref[Amendment], lang: str = "zh") -> list[str]:
    return [f"{c.start} {c.sentence('en' if lang == 'en' else 'zh')} {c.source}" for c in changes_of(row(ref))]


def later(ref: Ref[Amendment], cast: Cast, old: str, new: str, start: date, path: str = EXIT) -> None:
    amend_clause(ref, by=cast.clerk, changes=[Wanted(path=path, old=old, new=new)], start=start, paragraph="第一条")


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_value_that_holds_later_than_the_draft_is_told_with_its_own_day(cast: Cast, ref: Ref[Amendment]) -> None:
    later(ref, cast, "0.02", "0.05", THIRD)
    assert told(ref) == ["2026-01-01 “年度末位淘汰率”由不低于2%提高到不低于5% test-2025-2 第一条"]


def test_a_second_day_and_one_before_it_can_be_given(cast: Cast, ref: Ref[Amendment]) -> None:
    later(ref, cast, "0.02", "0.05", THIRD)
    later(ref, cast, "0.02", "0.03", SECOND)
    later(ref, cast, "0.05", "0.06", LATER)
    assert [line[:10] for line in told(ref)] == ["2025-01-01", "2026-01-01", "2027-01-01"]


def test_a_day_before_the_draft_s_own_is_refused(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match=r"不早于.*2025-01-01"):
        later(ref, cast, "0.02", "0.05", date(2024, 6, 1))


def test_a_new_parameter_tells_its_later_values_too(cast: Cast, ref: Ref[Amendment]) -> None:
    text = DEPUTIES.replace("DAY", "2025-01-01") + "\n  - {from: 2026-01-01, value: 2}"
    change(ref, cast, "", text, "params.deputies")
    assert told(ref) == [
        "2025-01-01 新增参数“副职”3名 test-2025-2 第一条",
        "2026-01-01 “副职”由3名降低到2名 test-2025-2 第一条",
    ]


# ── Two windows ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_seen_is_compared_with_the_draft_as_it_stands(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "0.02", "0.03")
    with pytest.raises(Refusal, match=r"“0\.03”"):
        change(ref, cast, "0.02", "0.04")
    change(ref, cast, "150", "140", QUOTA)
    assert [c["new"] for c in row(ref).changes] == ["0.03", "140"]


def test_typing_the_old_value_takes_the_change_back(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "0.02", "0.03")
    change(ref, cast, "0.03", "0.02")
    assert row(ref).changes == []
    assert told(ref) == []


def test_the_old_value_typed_for_a_later_day_is_a_change_where_another_holds_before(
    cast: Cast, ref: Ref[Amendment]
) -> None:
    change(ref, cast, "0.02", "0.03")
    later(ref, cast, "0.03", "0.05", THIRD)
    later(ref, cast, "0.05", "0.02", THIRD)
    assert "value: 0.02" in row(ref).text["test/charter.yaml"].partition("from: 2026-01-01")[2]


def test_changes_are_taken_back_in_any_order(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "0.02", "0.03")
    change(ref, cast, "150", "140", QUOTA)
    undo_change(ref, by=cast.clerk, path="params.bottom_exit_min")
    assert [c["path"] for c in row(ref).changes] == [QUOTA]


# ── Qualifiers and ranges ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lower_value_keeps_the_superior_s_qualifier_unless_another_is_chosen(cast: Cast, ref: Ref[Amendment]) -> None:
    own = drafted(cast, cast.zone_a.pk, SECOND)
    change(own, cast, "0.02", "0.06")
    assert "由不低于2%提高到不低于6%" in against_the_superior(own)
    change(own, cast, "不低于", "超过", "params.bottom_exit_min.qualifier")
    assert "qualifier: 超过" in row(own).text["zone-a/charter.yaml"]


def against_the_superior(ref: Ref[Amendment]) -> str:
    old = before(row(ref))
    assert old is not None
    return diff(old, proposed(row(ref)), SECOND)[0].sentence()


@pytest.mark.parametrize(("value", "words"), [("-1", "不在 0 与 1 之间"), ("1.5", "share: false")])
def test_a_share_lies_between_nothing_and_the_whole(cast: Cast, ref: Ref[Amendment], value: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        change(ref, cast, "0.02", value)


def test_a_count_is_not_negative(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match="负数"):
        change(ref, cast, "150", "-3", QUOTA)


def test_a_field_that_is_not_written_can_be_given_and_left_out_again(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "", "in_principle", "params.quota_max.force")
    change(ref, cast, "in_principle", "", "params.quota_max.force")
    assert row(ref).changes == []
    with pytest.raises(Refusal, match="没有变化"):
        change(ref, cast, "", "", "params.quota_max.force")


# ── Clauses that come and go ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_clause_that_goes_does_so_by_the_paper_and_from_its_day(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "", "", SMALL)
    assert told(ref) == ["2025-01-01 不再规定约束“员额不超过上限” test-2025-2 第一条"]


def test_a_clause_that_comes_rests_on_the_paragraph_and_so_do_its_values(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "", DEPUTIES.replace("DAY", "2025-01-01"), "params.deputies")
    assert row(ref).text["test/charter.yaml"].count("src: test-2025-2 第一条") == 2


def test_a_new_clause_has_no_value_before_the_draft_s_day(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match=r"不早于.*2025-01-01"):
        change(ref, cast, "", DEPUTIES.replace("DAY", "2024-01-01"), "params.deputies")


def test_adding_and_removing_in_one_draft_comes_to_nothing(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "", DEPUTIES.replace("DAY", "2025-01-01"), "params.deputies")
    change(ref, cast, "3", "2", "params.deputies.value")
    change(ref, cast, "", "", "params.deputies")
    assert row(ref).changes == []


def test_names_that_nobody_knows_are_refused_when_they_are_saved(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match="没有参数“quota_mx”；是否应为 quota_max"):
        change(ref, cast, "各开发区员额不超过{quota_max}。", "各开发区员额不超过{quota_mx}。", f"{SMALL}.text.zh")
    assert row(ref).changes == []


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_name_is_told_with_the_old_one(cast: Cast, ref: Ref[Amendment]) -> None:
    change(ref, cast, "员额上限", "员额最高数", "params.quota_max.title.zh")
    assert "名称（中文）由员额上限改为员额最高数" in told(ref)[0]
    change(ref, cast, "Largest quota", "Highest quota", "params.quota_max.title.en")
    assert "的名称由员额上限改为员额最高数" in told(ref)[0]
    assert "the name, from Largest quota to Highest quota" in told(ref, "en")[0]


def test_words_that_change_in_one_language_are_shown_in_it(cast: Cast, ref: Ref[Amendment]) -> None:
    change(
        ref,
        cast,
        "The quota of a zone is at most {quota_max}.",
        "No zone has more than {quota_max}.",
        f"{SMALL}.text.en",
    )
    [found] = changes_of(row(ref))
    assert found.sentence("zh") == "约束“员额不超过上限”的条文（英文）有变化"
    assert found.values("zh") == ("The quota of a zone is at most 150 people.", "No zone has more than 150 people.")


# ── The acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_overtaken_draft_is_made_again_on_the_newest_edition(cast: Cast, ref: Ref[Amendment]) -> None:
    slow = drafted(cast, cast.city.pk, THIRD)
    change(slow, cast, "0.02", "0.03")
    change(slow, cast, "150", "140", QUOTA)
    amended(cast, cast.city.pk, SECOND, "0.02", "0.04")
    rebase_amendment(slow, by=cast.clerk)
    found = row(slow)
    assert found.base is not None
    assert (found.base.number, [c["path"] for c in found.changes]) == (2, [QUOTA])
    assert found.remark == "按第 2 版重做时没有沿用：params.bottom_exit_min.value"
    submit_amendment(slow, by=cast.clerk)
    adopt_amendment(slow, by=cast.leader)


def test_a_draft_on_the_newest_edition_need_not_be_made_again(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match="不必重做"):
        rebase_amendment(ref, by=cast.clerk)


def test_no_template_is_taken_where_there_is_an_edition(cast: Cast, ref: Ref[Amendment]) -> None:
    with pytest.raises(Refusal, match="不能另选底本"):
        begin_amendment(Ref(cast.city.pk), by=cast.clerk, document="通知", in_force=SECOND, template="cn")


def test_a_first_charter_without_a_clause_cannot_be_submitted(cast: Cast) -> None:
    with pytest.raises(Refusal, match="没有改动任何一处"):
        submit_amendment(drafted(cast, cast.city.pk, SECOND), by=cast.clerk)


def test_what_places_below_would_have_to_adapt_is_known_before(cast: Cast, ref: Ref[Amendment]) -> None:
    adopted(cast, cast.zone_a.pk, FIRST, ZONE)
    assert to_follow(row(ref)) == []
    change(ref, cast, "0.02", "0.05")
    assert [(f.place.pk, f.conflict.path) for f in to_follow(row(ref))] == [
        (cast.zone_a.pk, ("params", "bottom_exit_min"))
    ]
