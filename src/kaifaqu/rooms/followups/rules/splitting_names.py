"""Organs as papers call them: 市住建局 is 某市住房和城乡建设局. Names in a text, and how certain each is.

Short forms come from custom (short_forms.yaml), places are left out as papers leave them out. One name that two
organs answer to is never decided here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import yaml

from kaifaqu.rooms.followups.rules.splitting_types import SURE, Match, Named, Span

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
SEVERAL, ELSEWHERE, SIMILAR = 50, 70, 60
MOST_SIMILAR = 4
_LEVEL = re.compile(r"[省市州县区](?!场|政|容|民|域|级|直|委)|[市县区省](?=委)")
_CITY = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?(?:自治区|省))?(?:[\u4e00-\u9fff]{1,8}?(?:(?<![城都超上])市|州|盟))?")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:县|(?<![社景地园郊片辖])区)")
_LEVELS = ("省", "市", "县", "区", "州", "盟")
_ZONE = re.compile(r"(?:开发|高新|经开|园|新|保税|试验|示范|港|合作|功能|产业集聚|度假)区")
_ASIDE = re.compile(r"\([^()]{0,20}\)$")
_ENDS = re.compile(r"(局|委|厅|部|办|中心|公司|集团|院|处)$")


def plain(text: str) -> str:
    """The same text with full-width letters, digits and marks as half-width ones, character for character."""
    return text.translate(FULL_WIDTH)


@cache
def _customs() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, tuple[str, ...]], ...]]:
    path = Path(__file__).with_name("short_forms.yaml")
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  (our own file; every scalar a text)
    groups: dict[str, list[str]] = defaultdict(list)
    for full, short in raw["cores"].items():
        for each in (full, *short):
            groups[each] += [other for other in (full, *short) if other != each]
    endings = tuple((full, tuple(short)) for full, short in raw["endings"])
    return {core: tuple(dict.fromkeys(others)) for core, others in groups.items()}, endings


def cores() -> Iterable[str]:
    """Every customary core of a department's name, in full or short."""
    return _customs()[0]


def ways(title: str, where: str = "") -> Iterator[tuple[str, int, str]]:
    """Every way to call an organ of this title that stands at a place, with its certainty and why."""
    name = _ASIDE.sub("", plain(title).strip()).strip()
    yield name, 100, "exact"
    place, level, core, ending = _taken_apart(name)
    home = _ASIDE.sub("", plain(where).strip()).strip()
    if not place and home[-1:] in _LEVELS and level in ("", home[-1:]) and not _ZONE.search(home):
        place, level = home, home[-1]
    for stem, ends, sure, why in _stems(core, ending):
        body = stem + ends
        if level or place:
            yield place + body, min(97, sure), why
            yield level + body, sure, "place_left_out" if why == "exact" else why
        if place:
            yield place[:-1] + body, sure - 2, why
        if len(body) > 2:
            yield body, min(sure, SURE) if (level or place) else sure, "level_left_out" if (level or place) else why
    if _ZONE.search(core) and ending[:1] in ("管", "工", "党", ""):
        zone = _ZONE.search(core)
        whole, kind = place + core, zone.group() if zone else ""
        yield whole, 85, "zone_named"
        for general in (kind, kind + "管委会", "开发区", "开发区管委会"):
            yield general, SEVERAL, "zone_named"


def _taken_apart(name: str) -> tuple[str, str, str, str]:
    """The place, the letter of its level, the core and the ending of a name."""
    place, level = _place(name)
    rest = name[len(place or level) :]
    for full, shorts in _customs()[1]:
        for each in (full, *(short for short in shorts if len(short) > 1)):
            if rest.endswith(each) and len(rest) > len(each):
                return place, level, rest.removesuffix(each), each
    short = _ENDS.search(rest)
    ending = short.group() if short and len(rest) > len(short.group()) else ""
    return place, level, rest.removesuffix(ending) if ending else rest, ending


def _place(name: str) -> tuple[str, str]:
    """The place that a name begins with and the letter of its level; a zone is a name of its own."""
    if letter := _LEVEL.match(name):
        return "", letter.group()
    found = _CITY.match(name)
    place = found.group() if found else ""
    county = _COUNTY.match(name, len(place))
    if county and not _ZONE.search(county.group()):
        place += county.group()
    return place, place[-1:]


def _stems(core: str, ending: str) -> Iterator[tuple[str, str, int, str]]:
    shorter, endings = _customs()
    ends = next(([full, *shorts] for full, shorts in endings if ending and ending in (full, *shorts)), [ending])
    for stem in (core, *shorter.get(core, ())):
        for each in ends:
            same = stem == core and each == ending
            yield stem, each, 97 if same else 95, "exact" if same else "short"


class Directory:
    """The organs that a text may name. Found by their first two characters, so that long texts stay quick."""

    def __init__(self, organs: Sequence[Named]) -> None:
        self._by_name: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
        self._pairs: dict[str, set[int]] = defaultdict(set)
        self._near = {each.id: each.near for each in organs}
        self._sizes: dict[int, int] = {}
        for each in organs:
            self._enter(each)
        self._heads: dict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            self._heads[name[:2]].append(name)
        for names in self._heads.values():
            names.sort(key=len, reverse=True)

    def _enter(self, organ: Named) -> None:
        called = [*ways(organ.title, organ.place), *((plain(also).strip(), 100, "alias") for also in organ.also)]
        for name, certainty, why in called:
            if len(name) >= 2 and certainty > self._by_name[name].get(organ.id, (0, ""))[0]:
                self._by_name[name][organ.id] = (certainty, why)
        pairs = set(_pairs(called[0][0]))
        self._sizes[organ.id] = len(pairs)
        for pair in pairs:
            self._pairs[pair].add(organ.id)

    def mentions(self, text: str) -> list[Span]:
        """Every name of an organ in a plain text, the longest at each place."""
        found, at, last = [], 0, len(text) - 1
        heads = self._heads
        while at < last:
            names = heads.get(text[at : at + 2])
            name = next((each for each in names if text.startswith(each, at)), "") if names else ""
            if name:
                found.append(Span(at, at + len(name)))
            at += len(name) or 1
        return found

    def lookup(self, words: str) -> tuple[Match, ...]:
        """Whom a name may mean, the most certain first; nobody where nothing comes near."""
        name = _ASIDE.sub("", plain(words).strip()).strip()
        known = self._by_name.get(name)
        return self._settled(known) if known else self._similar(name)

    def _settled(self, known: dict[int, tuple[int, str]]) -> tuple[Match, ...]:
        """One organ stands; where several answer, only a title in full or an alias decides."""
        exact = [organ for organ, (_sure, why) in known.items() if why in ("exact", "alias")]
        near = [organ for organ in known if self._near[organ]]
        full = [organ for organ in exact if known[organ][0] == 100]
        if len(full) == 1:
            chosen = full[0]
        elif len(near) == 1 and not full:
            chosen = near[0]
        else:
            chosen = 0
        rest = (
            [Match(organ, SEVERAL, "several") for organ in sorted(known) if organ != chosen] if len(known) > 1 else []
        )
        if len(known) == 1:
            chosen = next(iter(known))
        if not chosen:
            return tuple(rest)
        certainty, why = known[chosen]
        if not self._near[chosen] and certainty < 97:
            return (Match(chosen, min(certainty, ELSEWHERE), "elsewhere"), *rest)
        return (Match(chosen, certainty, why), *rest)

    def _similar(self, name: str) -> tuple[Match, ...]:
        pairs = set(_pairs(name))
        shared = Counter(organ for pair in pairs for organ in self._pairs.get(pair, ()))
        likeness = {organ: 2 * both / (len(pairs) + self._sizes[organ]) for organ, both in shared.most_common(40)}
        best = sorted(likeness, key=lambda organ: (-likeness[organ], organ))[:MOST_SIMILAR]
        return tuple(Match(o, int(SIMILAR * likeness[o]), "similar") for o in best if likeness[o] >= 0.4)


def _pairs(name: str) -> list[str]:
    return [name[at : at + 2] for at in range(len(name) - 1)]
