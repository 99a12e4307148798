"""A small charter that is sound, to be broken in one place."""

from __future__ import annotations

from kaifaqu.kernel.charter.lint import Vocabulary

BODY = """
params:
  rate:
    title: {zh: 率, en: rate}
    topic: pay
    unit: ratio
    bound: floor
    values:
      - {from: 2020-01-01, value: 0.02, src: law 1}
constraints:
  held:
    title: {zh: 约束, en: held}
    topic: pay
    src: law 2
    each: zone
    holds: {at_least: [area, p.rate]}
    tell: reform_office
procedures:
  ask:
    title: {zh: 程序, en: ask}
    topic: whistle
    src: law 3
    about: whistle
    stages:
      sign: {title: {zh: 签收, en: Sign}, by: lead, within: 30min, then: {signed: resolve}}
      resolve: {title: {zh: 办理, en: Resolve}, by: lead, then: {resolved: end}}
words:
  organ:
    reform_office: {zh: 改革办, en: Reform office}
    lead: {zh: 牵头单位, en: Lead}
  kind:
    zone: {zh: 开发区, en: Zone}
    whistle: {zh: 哨件, en: Whistle}
  effect:
    make: {zh: 办成, en: Make}
  outcome:
    signed: {zh: 签收, en: Signed}
    resolved: {zh: 办结, en: Resolved}
"""
WORDS = Vocabulary(
    facts=frozenset({"area"}),
    codes=frozenset({"zone_kind"}),
    kinds=frozenset({"zone"}),
    rooms=frozenset({"pay"}),
    effects=frozenset({"make"}),
)
