"""The measures of a reform of institutions: what was cut, handed over and kept to time. Pure data in the one grammar.

Each states its paragraph in the source that prints the result; the figures themselves are facts, never typed here.
"""

from __future__ import annotations

from dataclasses import dataclass

from kaifaqu.kernel.charter.schema import Measure


def _cut(key: str, zh: str, en: str, fact: str, paragraph: str) -> Measure:
    """How much smaller a fact is after the reform: (before less after) by before."""
    before, after = {"fact": fact, "at": "before"}, {"fact": fact, "at": "after"}
    return Measure.model_validate(
        {
            "id": key,
            "title": {"zh": zh, "en": en},
            "definition": {
                "zh": "改革前的数减去改革后的数，再除以改革前的数",
                "en": "The value before the reform less the value after it, divided by the value before",
            },
            "term": {"ratio": [{"less": [before, after]}, before]},
            "unit": "ratio",
            "src": f"yantai-2020 {paragraph}",
        }
    )


def _measure(
    key: str, titles: tuple[str, str], definitions: tuple[str, str], term: object, unit: str, src: str
) -> Measure:
    return Measure.model_validate(
        {
            "id": key,
            "title": dict(zip(("zh", "en"), titles, strict=True)),
            "definition": dict(zip(("zh", "en"), definitions, strict=True)),
            "term": term,
            "unit": unit,
            "src": src,
        }
    )


CUTS = (
    _cut("internal_units_cut", "内设机构精简", "Internal units cut", "internal_units", "二·二"),
    _cut("headcount_quota_cut", "员额精简", "Headcount quota cut", "headcount_quota", "二·二"),
    _cut("area_cut", "管辖面积压减", "Area cut", "area", "(九)"),
    _cut("administered_towns_cut", "代管镇街压减", "Administered towns cut", "administered_towns", "(九)"),
)
"""Ratios between a before and an after; each zone can be asked for them between any two days."""

LEAD_DAYS = _measure(
    "programme_lead_days",
    ("早于全省要求", "Ahead of the province's deadline"),
    ("全省要求的完成日减去实际完成日", "The province's deadline less the day of completion"),
    {"less": [{"fact": "superior_deadline"}, {"fact": "completed"}]},
    "day",
    "yantai-2020 ¶1",
)

ZONES_BY_ASSESSMENT = _measure(
    "zones_identity",
    ("按考核方式合计的开发区", "Zones by way of assessment, together"),
    ("单独考核的、招远和省级开发区相加", "Those assessed on their own, Zhaoyuan and the provincial ones, added"),
    {"sum": [{"fact": "zones_assessed_separately"}, {"fact": "zones_zhaoyuan"}, {"fact": "zones_provincial"}]},
    "zone",
    "yantai-2020 (十七)",
)

ZONES_BY_START = _measure(
    "zones_by_start",
    ("按启动年份合计的开发区", "Zones by year of start, together"),
    ("2019 年和 2020 年启动改革的开发区相加", "Those begun in 2019 and in 2020, added"),
    {"sum": [{"fact": "zones_started_2019"}, {"fact": "zones_started_2020"}]},
    "zone",
    "yantai-2020 ¶1",
)

BODIES_CUT = _measure(
    "bodies_cut",
    ("管理机构精简", "Zone bodies cut"),
    (
        "办结的撤并机构数，除以清理前的机构数",
        "The bodies abolished or absorbed, divided by the bodies before the clean-up",
    ),
    {"ratio": ["bodies_removed", {"fact": "bodies", "at": "before"}]},
    "ratio",
    "jiangxi-2023 二·¶7",
)
BODIES_LEFT = _measure(
    "bodies_left",
    ("清理后的管理机构", "Zone bodies after the clean-up"),
    ("清理前的机构数减去办结的撤并机构数", "The bodies before the clean-up less those abolished or absorbed"),
    {"less": [{"fact": "bodies", "at": "before"}, "bodies_removed"]},
    "body",
    "jiangxi-2023 二·¶2",
)
INSTITUTIONS = (BODIES_CUT, BODIES_LEFT)
"""What the report on institutions computes from the adjustments that were carried out."""

REFORM = (*CUTS, LEAD_DAYS)
"""What the reform report computes for the zones that a source counts together."""

IDENTITIES = (ZONES_BY_ASSESSMENT, ZONES_BY_START)
"""Sums that must give the published total of zones. Two different eights stand in them."""


# ── How a zone is run ────────────────────────────────────────────────────────────────────────────────────────────────

MODEL_PARTS = (
    "party_committee",
    "management_committee",
    "zone_office",
    "company",
    "fund",
    "institute",
    "association",
    "alliance",
    "chamber_of_commerce",
    "industrial_community",
)
"""The kinds of organ of which a zone's model is made, in the order of the documents: 党工委（管委会）＋公司."""


# ── The ground of a township ─────────────────────────────────────────────────────────────────────────────────────────

MILLIONTHS = 10**6


@dataclass(frozen=True)
class Ground:
    """A township's ground: areas in 0.01 square metre, the share of basic farmland in millionths. None: not known."""

    area: int | None = None
    farmland: int | None = None
    share: int | None = None
    restricted: int | None = None


class GroundWrong(ValueError):
    """What was told of the ground cannot be: `code` says why, `name` of which of its four values."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code, self.name = code, name


def settled(standing: Ground, told: Ground) -> Ground:
    """What stands once something is told. A farmland area gives the share anew, a share alone leaves no area.

    The share is cut to millionths, never rounded up: whoever is below one half stays below it (yantai-2020 (九)).
    Raises GroundWrong.
    """
    if told == Ground():
        raise GroundWrong("nothing", "area")
    if told.farmland is not None and told.share is not None:
        raise GroundWrong("both", "share")
    area = standing.area if told.area is None else told.area
    restricted = standing.restricted if told.restricted is None else told.restricted
    farmland, share = _farmland(standing, told, area)
    for name, part in (("farmland", farmland), ("restricted", restricted)):
        if part is not None and area is not None and part > area:
            raise GroundWrong("more_than_area", "area" if getattr(told, name) is None else name)
    return Ground(area, farmland, share, restricted)


def _farmland(standing: Ground, told: Ground, area: int | None) -> tuple[int | None, int | None]:
    if told.share is not None:
        return None, told.share
    farmland = standing.farmland if told.farmland is None else told.farmland
    if farmland is None:
        return None, standing.share
    if not area:
        raise GroundWrong("area_needed", "area")
    return farmland, farmland * MILLIONTHS // area
