"""A small charter for the cast's city, and amendments of it at every stage, made by acts."""

from __future__ import annotations

from datetime import date

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter.actions import (
    adopt_amendment,
    amend_clause,
    begin_amendment,
    exempt,
    replace_text,
    submit_amendment,
)
from kaifaqu.kernel.charter.drafting import Texts
from kaifaqu.kernel.charter.editing import Wanted
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.organs.actions import add_place
from kaifaqu.kernel.organs.models import Place, PlaceKind
from tests.cast import FOUNDED, Cast

FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
EXIT = "params.bottom_exit_min.value"
SMALL = "constraints.small_committee"
CITY = """\
# The city's own words.
charter: test
title: {zh: 测试市制度方案, en: Charter of Test City}
in_force: 2024-01-01
sources:
  paper: {title: 测试市的文件}
params:
  bottom_exit_min:
    title: {zh: 年度末位淘汰率, en: Yearly bottom exit}
    topic: bottom_exit
    unit: ratio
    bound: floor
    values:
      - {from: 2024-01-01, value: 0.02, qualifier: 不低于, src: paper (四)}  # two in a hundred
  quota_max:
    title: {zh: 员额上限, en: Largest quota}
    topic: headcount
    unit: person
    bound: ceiling
    values:
      - {from: 2024-01-01, value: 150, src: paper (三)}
constraints:
  small_committee:
    title: {zh: 员额不超过上限, en: The quota keeps within its limit}
    text: {zh: "各开发区员额不超过{quota_max}。", en: "The quota of a zone is at most {quota_max}."}
    topic: headcount
    src: paper (三)
    force: in_principle
    each: zone
    holds: {at_most: [headcount_quota, p.quota_max]}
    tell: reform_office
"""


def drafted(cast: Cast, place: int, day: date, text: str = "") -> Ref[Amendment]:
    """A draft; with a text, of that text."""
    row = begin_amendment(Ref(place), by=cast.clerk, document="关于修订的通知", in_force=day)
    ref: Ref[Amendment] = Ref(row.pk)
    if text:
        name = text.partition("charter: ")[2].split()[0]
        replace_text(ref, by=cast.clerk, text=Texts({f"{name}/charter.yaml": text}))
    return ref


def change(ref: Ref[Amendment], cast: Cast, old: str, new: str, path: str = EXIT) -> Amendment:
    """Change one thing of a draft, the bottom exit if nothing else is said."""
    wanted = Wanted(path=path, old=old, new=new)
    return amend_clause(ref, by=cast.clerk, changes=[wanted], paragraph="第一条")


def submitted(cast: Cast, place: int, day: date, text: str = CITY) -> Ref[Amendment]:
    """A draft that waits for the second officer."""
    ref = drafted(cast, place, day, text)
    submit_amendment(ref, by=cast.clerk)
    return ref


def adopted(cast: Cast, place: int, day: date, text: str = CITY) -> Amendment:
    """A charter in force."""
    return adopt_amendment(submitted(cast, place, day, text), by=cast.leader)


def amended(cast: Cast, place: int, day: date, old: str, new: str) -> Amendment:
    """The next edition, with another bottom exit."""
    ref = drafted(cast, place, day)
    change(ref, cast, old, new)
    submit_amendment(ref, by=cast.clerk)
    return adopt_amendment(ref, by=cast.leader)


def with_a_change(cast: Cast) -> int:
    """A draft in which one value is changed."""
    ref = drafted(cast, cast.city.pk, FIRST, CITY)
    change(ref, cast, "0.02", "0.03")
    return ref.id


def overtaken(cast: Cast) -> int:
    """A draft with a change, to an edition that another has followed."""
    zone = cast.zone_b.pk
    adopted(cast, zone, FIRST, CITY.replace("charter: test", "charter: zone-b"))
    slow = drafted(cast, zone, THIRD)
    change(slow, cast, "150", "140", "params.quota_max.value")
    amended(cast, zone, SECOND, "0.02", "0.04")
    return slow.id


def governed(cast: Cast) -> int:
    """Zone A under the city's charter."""
    adopted(cast, cast.city.pk, FIRST)
    return int(cast.zone_a.pk)


def exempted(cast: Cast) -> int:
    """Zone A, which need not keep to the quota."""
    zone: int = governed(cast)
    exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, reason="过渡期", on=THIRD)
    return zone


def country(cast: Cast) -> Place:
    """A place whose charter comes with the software."""
    return add_place(Ref(cast.city.pk), by=cast.clerk, kind=PlaceKind.COUNTY_UNIT, title="某地", slug="cn", on=FOUNDED)
