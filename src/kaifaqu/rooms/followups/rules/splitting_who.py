"""Who leads and who assists, by the words that papers use for it. What the words leave open is noted, not decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaifaqu.rooms.followups.rules.splitting_names import ELSEWHERE, Directory
from kaifaqu.rooms.followups.rules.splitting_types import Match, Note, Span, Who
from kaifaqu.rooms.followups.rules.splitting_units import LABEL, MARKER

LEADS = r"(?:牵头|主办|主责)"
WEAK = r"(?:负责(?!同志|人)|承办|落实|办理|阅处|研处|阅研)"
TOGETHER = r"(?:共同|联合|分别|具体|总|一并|要|应|负)*"
HELPS = r"(?:积极|密切|全力|协同|予以|做好|给予)*(?:配合|协助|协办|参与|参加)"
_CUE = re.compile(rf"(?P<lead>{TOGETHER}{LEADS})|(?P<help>{HELPS})|(?P<weak>{TOGETHER}{WEAK})")
_CLAUSE = re.compile(r"[^。;!?\n\t]+")
_BREAK = re.compile(r"[。;:!?\n\t()]")
_INTRO = re.compile(r"由|请|责成|要求|安排|明确|交由|转|商请|@")
_JOIN = re.compile(r"[、,/\s]|以及|会同|商(?!务|业|会|贸)|联合|和|及|与|并")
_TO = re.compile(r"(?:报送?|向|呈|送|抄送|经|给|对|至|报请|提请|反馈|为|在|到)\s*$")
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|部|处|科|股|院|所|站|队|中心|公司|集团|银行|管委|政府|街道|办事处|镇|乡|区|县|园|学校|大学"
    r"|协会|商会|专班|指挥部|领导小组|工委|部门|单位)$"
)
_PERSON = re.compile(
    r"^[\u4e00-\u9fff×xX]{1,4}?(?:同志|副?市长|副?书记|副?主任|副?局长|副?县长|副?区长|副?秘书长|常委|副?部长|副?科长|副?镇长|总|工|处)$"
)
_ALL = re.compile(r"^(?:各|有关|相关|全体)")
_VERB_NEXT = re.compile(
    r"\s*(?:要|应|须|需|负责|尽快|于|在|抓紧|继续|会同|商|加快|按|对|组织|制定|研究|提出|完成|开展|推进|牵头|落实|做好|加强|抓好|切实|立即"
    r"|\d|把|将|就|再|尽早|马上|认真|统筹|主动|进一步|拿出|报|提交|梳理|起草|协调|核|支持|指导|本|下|年|月|明|今|近)"
)
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]\Z")
_MAY_STAND_BEFORE = re.compile(
    r"(?:由|请|和|及|与|同|商|交|转|向|对|给|报|经|送|是|为|让|要求|责成|安排|明确|决定|同意|牵头|配合|协助|协办|负责|联合|支持|督促|指导|其中|另外|落实)\Z"
)
_SPOKEN_OF = re.compile(
    r"\s*(?:的|等|关于|汇报|有关|相关|负责人|负责同志|主要|报告|反馈|反映|提出的|提交的|上报的|报来|配合|协助|协办|参与|参加|[:、)])"
)
_OPEN_MARK = re.compile(r"\((?:牵头|主办|配合|协办)?$")
_VALUE_ENDS = re.compile(r"[。;\n\t]|\)(?![、,])")
_MARKED = re.compile(r"\((牵头|主办|配合|协办)\)")


@dataclass
class Found:
    """What one stretch of text says of who does it. Strong: it says so; weak: it can only be meant so."""

    strong: list[Who]
    weak: list[Who]
    assists: list[Who]
    labelled: list[Who]
    notes: list[Note]

    @property
    def led(self) -> bool:
        """Whether anybody is named who may lead."""
        return bool(self.labelled or self.strong or self.weak)

    def add(self, more: Found) -> None:
        """What a further stretch of the same matter says."""
        self.strong += more.strong
        self.weak += more.weak
        self.assists += more.assists
        self.labelled += more.labelled
        self.notes += more.notes


class Reader:
    """Reads names in a plain text of which the mentions of organs are known."""

    def __init__(self, text: str, directory: Directory) -> None:
        self.text = text
        self.directory = directory
        self.mentions = directory.mentions(text)
        self._starts = {span.start: span for span in self.mentions}
        self._cache: dict[str, tuple[Match, ...]] = {}

    def who(self, span: Span) -> Who:
        """A name with whom it may mean; each name is looked up once."""
        words = span.of(self.text)
        if words not in self._cache:
            self._cache[words] = self.directory.lookup(words)
        matches = self._cache[words]
        if matches and self._longer(span):
            matches = tuple(Match(m.organ, min(m.certainty, ELSEWHERE), "elsewhere") for m in matches)
        return Who(words, span, matches)

    def _longer(self, span: Span) -> bool:
        """Whether a name is the end of a longer one, as 市住建局 of a neighbouring city's: nobody is filled in then."""
        before = self.text[max(0, span.start - 4) : span.start]
        return bool(_HAN_BEFORE.search(before)) and not _MAY_STAND_BEFORE.search(before)

    def at(self, start: int) -> Span | None:
        """The mention that begins here."""
        return self._starts.get(start)

    def names(self, start: int, end: int, *, all_of_it: bool = False) -> list[Who]:
        """The names listed in a stretch: known organs, and what reads like an organ or a person."""
        found: list[Who] = []
        at = piece = start
        while at < end:
            known = self._starts.get(at)
            if known and known.end <= end and self._whole(known, end) and self.text[at - 1 : at] != "各":
                found += self._unknown(piece, at, all_of_it)
                found.append(self.who(known))
                at = piece = known.end
                continue
            at += 1
        return [*found, *self._unknown(piece, end, all_of_it)]

    def _whole(self, known: Span, end: int) -> bool:
        """A known name within a longer one that is not known (市住建局 in 市住建局质监站) is not that name."""
        rest = self.text[known.end : end]
        joined = _JOIN.search(rest)
        tail = rest[: joined.start()] if joined else rest
        return not (tail and _ORGAN.search(tail) and not _CUE.search(tail))

    def _unknown(self, start: int, end: int, all_of_it: bool) -> Iterator[Who]:
        at = start
        text = self.text[start:end]
        for piece in _JOIN.split(text):
            place = self.text.find(piece, at, end) if piece else -1
            if place < 0:
                continue
            at = place + len(piece)
            name = _OPEN_MARK.sub("", _MARKED.sub("", piece)).strip(" .。:")
            fits = _ORGAN.search(name) or _PERSON.match(name) or _ALL.match(name)
            if 2 <= len(name) <= 24 and (fits or (all_of_it and not re.fullmatch(r"[等无/\-—\s]*", name))):
                where = self.text.find(name, place, end)
                yield self.who(Span(where, where + len(name)))


def read(reader: Reader, span: Span) -> Found:
    """Who leads and assists in one item."""
    found = Found([], [], [], [], [])
    labels = list(LABEL.finditer(reader.text, span.start, span.end))
    for at, label in enumerate(labels):
        until = labels[at + 1].start() if at + 1 < len(labels) else span.end
        _labelled(reader, label, until, found)
    stops = [*(each.start() for each in labels[1:]), span.end]
    taken = [(each.start(), value_end(reader.text, each.end(), end)) for each, end in zip(labels, stops, strict=False)]
    for clause in _clauses(reader.text, span, taken):
        _clause(reader, clause, found)
    return found


def value_end(text: str, start: int, end: int) -> int:
    """Where the value behind a label ends."""
    stop = _VALUE_ENDS.search(text, start, end)
    return stop.start() if stop else end


def _labelled(reader: Reader, label: re.Match[str], until: int, found: Found) -> None:
    kind = label.lastgroup
    end = min(value_end(reader.text, label.end(), until), until)
    if kind == "limit":
        return
    names = reader.names(label.end(), end, all_of_it=True)
    if not names:
        found.notes.append(Note("label_empty", label.group().rstrip(": ")))
    elif kind == "help":
        found.assists += names
    elif kind == "lead":
        first, *others = marked_first(reader.text, names)
        leads_all = label.group().startswith("牵头") and len(names) > 1
        found.labelled += names if leads_all else [first]
        if others and not leads_all:
            found.assists += others
            found.notes.append(Note("list_first", "、".join(each.words for each in names)))


def marked_first(text: str, names: Sequence[Who]) -> list[Who]:
    """Where a list marks who leads, (牵头), that one stands first."""
    lead = [each for each in names if text.startswith(("(牵头)", "(主办)"), each.span.end)]
    return [*lead[:1], *(each for each in names if each not in lead[:1])]


def _clauses(text: str, span: Span, taken: Sequence[tuple[int, int]]) -> Iterator[Span]:
    for clause in _CLAUSE.finditer(text, span.start, span.end):
        if not any(start < clause.end() and clause.start() < end for start, end in taken):
            yield Span(clause.start(), clause.end())
            continue
        at = clause.start()
        for start, end in taken:
            if at < start < clause.end():
                yield Span(at, start)
            at = max(at, min(end, clause.end()))
        if at < clause.end():
            yield Span(at, clause.end())


def _clause(reader: Reader, clause: Span, found: Found) -> None:
    """The words of one clause: 由…牵头, …配合, 请…, or an organ as its subject."""
    at = clause.start
    led = helps = False
    for cue in _CUE.finditer(reader.text, clause.start, clause.end):
        left = _left(reader.text, at, cue.start())
        names = reader.names(*_trimmed(reader.text, left, cue.lastgroup or ""))
        if names and cue.lastgroup == "help":
            found.assists += [each for each in names if each not in found.strong + found.weak]
            helps = True
        elif names and cue.lastgroup == "lead":
            _strong(reader, names, found)
            led = True
        elif names and not led and _stands_as_subject(reader.text, names, left):
            found.weak += _with_partners(reader, names, found)
            led = True
        elif names and led and _INTRO.match(reader.text, names[0].span.start - 1):
            found.weak += names
            found.notes.append(Note("also_does", "、".join(each.words for each in names)))
        if names or cue.lastgroup != "weak":
            at = cue.end()
    if not led and not helps:
        _asked_or_subject(reader, clause, found)


def _left(text: str, start: int, end: int) -> Span:
    breaks = [each.end() for each in _BREAK.finditer(text, start, end)]
    return Span(breaks[-1] if breaks else start, end)


def _trimmed(text: str, span: Span, kind: str) -> Span:
    """From behind the last 由 or 请, so that what stands before it is not taken for a name."""
    intros = list(_INTRO.finditer(text, span.start, span.end))
    intro = intros[-1] if intros else None
    start = intro.end() if intro else span.start
    if kind != "lead" and not intro:
        comma = max(text.rfind(mark, start, span.end) for mark in ",")
        listed = text[start:comma] if comma >= 0 else ""
        if listed and not _ORGAN.search(listed.strip()):
            start = comma + 1
    return Span(start, span.end)


def _strong(reader: Reader, names: list[Who], found: Found) -> None:
    """Who is said to lead; those named behind 会同 assist."""
    leads, partners = _parted(reader, names)
    found.strong += leads
    found.assists += partners


def _parted(reader: Reader, names: list[Who]) -> tuple[list[Who], list[Who]]:
    for at in range(1, len(names)):
        between = reader.text[names[at - 1].span.end : names[at].span.start]
        if re.search(r"会同|商|联合", between):
            return names[:at], names[at:]
    return names, []


def _with_partners(reader: Reader, names: list[Who], found: Found) -> list[Who]:
    """Of a list that does one thing the first leads, by custom, and that is noted."""
    leads, partners = _parted(reader, names)
    if len(leads) > 1:
        found.notes.append(Note("list_first", "、".join(each.words for each in leads)))
    found.assists += [*leads[1:], *partners]
    return leads[:1]


def _stands_as_subject(text: str, names: Sequence[Who], left: Span) -> bool:
    return not _TO.search(text[left.start : names[0].span.start]) and not _ALL.match(names[0].words)


def _asked_or_subject(reader: Reader, clause: Span, found: Found) -> None:
    """请市住建局研究…, 由市财政局核定…, or 市财政局要…: whoever is asked, or is the subject."""
    text = reader.text
    for asked in _INTRO.finditer(text, clause.start, clause.end):
        names = _list_from(reader, asked.end(), clause.end)
        if names:
            found.weak += _with_partners(reader, names, found)
            _joined(reader, names, clause, found)
            return
    marker = MARKER.match(text, clause.start, clause.end)
    start = marker.end() if marker else clause.start
    start += len(text[start : clause.end]) - len(text[start : clause.end].lstrip(" ,"))
    names = _list_from(reader, start, clause.end)
    if names and _does(reader, names[-1], clause.end):
        found.weak += _with_partners(reader, names, found)
        _joined(reader, names, clause, found)


def _does(reader: Reader, last: Who, end: int) -> bool:
    """Whether what follows a name says what it does: of a known organ nearly anything, else a known verb."""
    at = last.span.end
    if at >= end or reader.text[at:end].strip() == "":
        return False
    if reader.at(last.span.start) == last.span:
        return not _SPOKEN_OF.match(reader.text, at, end)
    return bool(_VERB_NEXT.match(reader.text, at, end))


def _joined(reader: Reader, names: Sequence[Who], clause: Span, found: Found) -> None:
    """Whoever is to be brought in: 会同市财政局."""
    joined = re.compile(r"会同|商请?(?!务|业|会|贸)|联合").search(reader.text, names[-1].span.end, clause.end)
    if joined:
        found.assists += _list_from(reader, joined.end(), clause.end)


def _list_from(reader: Reader, start: int, end: int) -> list[Who]:
    """Names one after the other from here on: 市住建局、市财政局; or one person."""
    text = reader.text
    names: list[Who] = []
    at = start
    while at < end:
        while at < end and text[at] in " 、,":
            at += 1
        if at == end:
            break
        known = None if text[at] == "各" else reader.at(at)
        span = Span(known.start, known.end) if known and known.end <= end else _named_at(text, at, end)
        if span is None:
            break
        names.append(reader.who(span))
        at = span.end
        link = re.compile(r"\s*(?:[、,/]|和|及|与|以及|会同)?\s*").match(text, at, end)
        if not link or not link.group():
            break
        at = link.end()
    return names


_NAME_AT = re.compile(
    r"[\u4e00-\u9fff]{1,4}?同志|[\u4e00-\u9fff×xX]{1,3}?(?:副?市长|副?书记|副?主任|副?局长|副?县长|副?区长|副?秘书长|副?部长|工|总)(?![程作会量])"
    r"|(?:各|有关|相关)[\u4e00-\u9fff、]{0,8}?(?:单位|部门|县市区|区市|镇街|街道|园区|开发区(?:管委会)?|县区|区县|处室)"
    r"|[市省县区][\u4e00-\u9fff]{1,12}?(?:局|委(?!员)|办公室|办|中心|公司|集团|院|厅|管委会|委员会)(?![部长面部署])"
)


def _named_at(text: str, at: int, end: int) -> Span | None:
    found = _NAME_AT.match(text, at, end)
    return Span(found.start(), found.end()) if found else None
