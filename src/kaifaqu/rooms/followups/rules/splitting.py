"""From a paper's text to the matters in it: what is to be done, by whom, by when, in the words that it was written in.

Plain rules of how such papers are written, no guessing: what they leave open is said (notes), and a person confirms
every matter. Nothing of a text is lost: what is no matter is kept beside them and can be made one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.rooms.followups.rules import splitting_who as who
from kaifaqu.rooms.followups.rules.splitting_head import head_of
from kaifaqu.rooms.followups.rules.splitting_names import Directory, plain
from kaifaqu.rooms.followups.rules.splitting_types import (
    LONG,
    ORDINARY,
    SURE,
    URGENT,
    Item,
    Note,
    Proposal,
    Rest,
    Span,
    When,
    Who,
)
from kaifaqu.rooms.followups.rules.splitting_units import LABEL, PARAGRAPH, Node, Row, laid_out
from kaifaqu.rooms.followups.rules.splitting_when import Start, limits_in

_LED_IN = r"(?:批示|指示|议定|决定|明确|如下|强调|指出)\s*:|会议(?:研究)?(?:决定|议定|明确|同意|要求)\s*[,:]"
_SENTENCE = re.compile(rf"[^。;!?\n]*?(?:{_LED_IN})|[^。;!?\n]*[。;!?\n]+|[^。;!?\n]+$")
_BACKGROUND = re.compile(
    r"^\W*(?:会议(?:认为|指出|强调|听取|要求强化|充分肯定|还?研究了)|散会|出席|列席|参加|参会|请假|主持|记录|时\s*间|地\s*点|主\s*题|议\s*题|抄送|主送|发送|分送|印发|报:|送:"
    r"|特此|现将|目前|近年来|今年以来|截至|据|附件|签发|联系电话)"
)
_FOR_ALL = re.compile(
    r"(?:请)?(?:以上|上述|前述|各项|所有|全部|均)[^。;\n]{0,12}?(?:事项|工作|任务|问题|内容|单位|部门|请|均|于|在)|(?:各(?:责任|有关|相关)?(?:单位|部门)|均)[^。;\n]{0,10}(?:于|在|务必)"
)
_URGENT = re.compile(r"特急|加急|紧急|急件|火速|立即|立刻|马上|即刻|当日|当天|今天|今日|下班前")
_LONG = re.compile(r"长期|常态化|持续|长效|常抓|每(?:个)?(?:季度|[年月周日季天])|定期|逐月|逐周|按月|按周|按季")
_TASK = re.compile(
    r"完成|推进|落实|研究|制定|提出|报送|上报|提交|开展|组织|加快|抓紧|确保|力争|做好|加强|建立|协调|解决|办理|整改|核实|跟进|梳理|排查|反馈"
    r"|印发|出台|启动|建成|开工|投产|新增|引进|培育|打造|实施|拨付|起草|拿出|报结果|发我|给我|发群|汇总|督促|牵头"
)
_ASKS = re.compile(
    r"请|务必|麻烦|辛苦|记得|尽快|抓紧|要求|责成|必须|需要?(?!求)|须|应当?(?!用|急|对)|要(?!求|点|素|闻)|别忘|@"
)
_HEADING = re.compile(r"^[^。;!?,]{1,30}[。:]?\s*$")
_SIGNED = re.compile(
    r"^[\u4e00-\u9fff×某 ]{0,12}\s*(?:\d{4}\s*年)?\s*\d{1,2}\s*月\s*\d{1,2}\s*日?\s*$"
    r"|^[\u4e00-\u9fff〇○]{4}年[\u4e00-\u9fff]{1,3}月[\u4e00-\u9fff]{1,3}日$"
)
_CALLED = re.compile(r"^[^。;,]{2,40}:\s*$")
_SUBJECT = re.compile(r",\s*(?:由|请)?(?=[\u4e00-\u9fff])")
_ATTENDED = re.compile(r"(?:参加|出席|列席)(?:了)?(?:本次)?会议?[。;\s]*$")
_TO_MARK = re.compile(r"[^,;。]*")
_BINDS = re.compile(f"{who.LEADS}|{LABEL.pattern}")
LONGEST = 2_000
"""Characters after which a sentence is cut that no mark ends: what is so long is no sentence."""
_SOON = ("尽快", "尽早", "抓紧", "立即", "立刻", "马上", "即刻", "近期", "近日")


@dataclass
class _Draft:
    """A matter in the making."""

    span: Span
    said: Span
    found: who.Found
    numbered: bool = False

    def take_in(self, text: str, end: int, found: who.Found) -> None:
        """Go on to a further end, with what is said on the way."""
        self.span = Span(self.span.start, end)
        self.said = _trimmed(text, Span(self.said.start, end))
        self.found.add(found)


class _Reading:
    """One text on its way: what was put aside so far, and the limits that hold for all."""

    def __init__(self, text: str, directory: Directory, start: Start) -> None:
        self.plain = plain(text)
        self.reader = who.Reader(self.plain, directory)
        self.start = start
        self.aside: list[tuple[Span, str]] = []
        self.for_all: list[tuple[When, tuple[Note, ...]]] = []

    def read(self, span: Span) -> who.Found:
        return who.read(self.reader, span)

    def put_aside(self, span: Span, why: str) -> None:
        self.aside.append((span, why))


def split(text: str, directory: Directory, start: Start) -> Proposal:
    """Split a text into matters. Days count from the paper's own, where it names one, else from `start`."""
    head = head_of(text, start.now)
    if head.day and head.day < start.at.date():
        start = replace(start, at=start.at.replace(year=head.day.year, month=head.day.month, day=head.day.day))
    reading = _Reading(text, directory, start)
    layout = laid_out(reading.plain, lambda at: reading.reader.at(at) is not None)
    reading.aside += layout.aside
    items = [item for row in layout.rows if (item := _from_row(reading, row))]
    drafts = [draft for node in layout.nodes for draft in _of_node(reading, node)]
    items += [_item(reading, draft) for draft in drafts]
    items = [_for_all(item, reading.for_all) for item in sorted(items, key=lambda item: item.span)]
    return Proposal(text, tuple(items), tuple(rest_of(text, [item.span for item in items], reading.aside)), head)


def one_item(text: str, span: Span, directory: Directory, start: Start) -> Item:
    """One stretch of a text as a matter, whatever it says: what a clerk marked himself."""
    reading = _Reading(text, directory, start)
    return _item(reading, _Draft(span, _trimmed(reading.plain, span), reading.read(span), numbered=True))


def rest_of(text: str, taken: Sequence[Span], aside: Sequence[tuple[Span, str]]) -> Iterator[Rest]:
    """Whatever of a text no item accounts for, in order, each stretch with the reason."""
    known = sorted((span, why) for span, why in aside)
    at = near = 0
    for span in [*sorted(taken), Span(len(text), len(text))]:
        while at < span.start:
            while near < len(known) and known[near][0].end <= at:
                near += 1
            found, why = known[near] if near < len(known) else (span, "")
            start, end = min(max(found.start, at), span.start), min(found.end, span.start)
            yield from _plain_rest(text, at, start)
            if start < end:
                yield Rest(Span(start, end), why)
            at = max(start, end)
        at = max(at, span.end)


def _plain_rest(text: str, start: int, end: int) -> Iterator[Rest]:
    if start < end:
        yield Rest(Span(start, end), "background" if text[start:end].strip() else "blank")


# ── Points and paragraphs ────────────────────────────────────────────────────────────────────────────────────────────


def _of_node(reading: _Reading, node: Node) -> list[_Draft]:
    """The matters of a point: itself, or what stands below it, whichever names who leads."""
    closing: list[Node] = []
    while node.below and _closes(reading, node.below[-1]):
        closing.insert(0, node.below.pop())
    drafts = _of_point(reading, node) if node.below else _of_leaf(reading, node)
    return drafts + [draft for each in closing for draft in _of_leaf(reading, each)]


def _closes(reading: _Reading, node: Node) -> bool:
    """Whether a paragraph behind the points belongs to none of them: a limit for all, a signature, who was there."""
    words = node.span.of(reading.plain)
    by_form = (_FOR_ALL.match(words), _SIGNED.match(words), _BACKGROUND.match(words))
    return node.level == PARAGRAPH and not node.below and any(by_form)


def _of_point(reading: _Reading, node: Node) -> list[_Draft]:
    before = len(reading.aside)
    below = [draft for child in node.below for draft in _of_node(reading, child)]
    own = reading.read(node.span)
    apart = any(draft.found.led and _opens(reading, draft) for draft in below)
    if not apart and (own.led or _has_labels(reading, node)):
        del reading.aside[before:]
        for child in _all_below(node):
            own.add(reading.read(child.span))
        said = _trimmed(reading.plain, Span(node.said.start, node.end))
        return [_Draft(Span(node.span.start, node.end), said, own, numbered=True)]
    here = _of_leaf(reading, Node(node.span, node.said, node.level, node.chat), heads=bool(below))
    return _labels_joined(reading, [*here, *below])


def _all_below(node: Node) -> Iterator[Node]:
    for child in node.below:
        yield child
        yield from _all_below(child)


def _has_labels(reading: _Reading, node: Node) -> bool:
    """Whether lines such as 责任单位：… follow a point."""
    return any(LABEL.match(reading.plain, child.said.start) for child in node.below)


def _opens(reading: _Reading, draft: _Draft) -> bool:
    """Whether a draft is a matter of its own, and not lines such as 责任单位：… of the point above."""
    return not _label_at(reading, draft.said.start)


def _label_at(reading: _Reading, start: int) -> bool:
    """Whether a label such as 责任单位： stands here, in brackets or not."""
    return bool(LABEL.match(reading.plain, start + (reading.plain[start : start + 1] == "(")))


def _labels_joined(reading: _Reading, drafts: list[_Draft]) -> list[_Draft]:
    """Lines that only say 责任单位：… belong to the matter before them."""
    joined: list[_Draft] = []
    for draft in drafts:
        if joined and not _opens(reading, draft):
            joined[-1].take_in(reading.plain, draft.span.end, draft.found)
        else:
            joined.append(draft)
    return joined


def _of_leaf(reading: _Reading, node: Node, *, heads: bool = False) -> list[_Draft]:
    """The matters of one point or paragraph: a sentence that names who leads begins one."""
    text, numbered = reading.plain, node.level < PARAGRAPH
    drafts: list[_Draft] = []
    waiting = None
    for sentence in _sentences(reading, node):
        if _set_apart(reading, sentence):
            continue
        if waiting and not drafts and _label_at(reading, sentence.start):
            sentence = Span(waiting.start, sentence.end)
        found = reading.read(sentence)
        begins = found.led
        another = begins and drafts and drafts[-1].found.led and _another(drafts[-1], found)
        if drafts and not another:
            drafts[-1].take_in(text, sentence.end, found)
        elif begins or _is_task(reading, sentence, numbered=numbered and not heads, chat=node.chat):
            drafts.append(_Draft(sentence, _said(text, node, sentence), found, numbered))
        else:
            waiting = sentence
            reading.put_aside(sentence, "heading" if _HEADING.match(sentence.of(text)) and numbered else "background")
    return drafts


def _sentences(reading: _Reading, node: Node) -> Iterator[Span]:
    text = reading.plain
    for found in _SENTENCE.finditer(text, node.span.start, node.span.end):
        if found.group().strip():
            yield from _by_subject(reading, Span(found.start(), found.end()))


def _by_subject(reading: _Reading, sentence: Span) -> Iterator[Span]:
    """A sentence in which one organ after the other does something of its own, cut before each; 牵头 binds them."""
    text = reading.plain
    words = sentence.of(text)
    at = sentence.start
    bound = _BINDS.search(words)
    for comma in () if bound else _SUBJECT.finditer(text, sentence.start, sentence.end):
        known = reading.reader.at(comma.end())
        clause = _TO_MARK.match(text, known.end, sentence.end) if known else None
        if (
            clause
            and len(clause.group()) >= 4
            and clause.group()[0] not in "、和及与"
            and not re.match(who.HELPS, clause.group())
        ):
            yield Span(at, comma.start() + 1)
            at = comma.start() + 1
    while sentence.end - at > LONGEST:
        yield Span(at, at + LONGEST)
        at += LONGEST
    yield Span(at, sentence.end)


def _set_apart(reading: _Reading, sentence: Span) -> bool:
    """Put aside what is no matter by its form: a signature, whom it is for, a limit for all."""
    text = reading.plain
    words = sentence.of(text).strip()
    if _SIGNED.match(words):
        reading.put_aside(sentence, "signature")
        return True
    if _CALLED.match(words) and not LABEL.match(words):
        reading.put_aside(sentence, "heading")
        return True
    if _BACKGROUND.match(words) or _ATTENDED.search(words):
        reading.put_aside(sentence, "background")
        return True
    if _FOR_ALL.match(words) and not reading.reader.names(sentence.start, sentence.start + 6):
        limits = [each for each in limits_in(words, reading.start, sentence.start) if each[0].due]
        if limits:
            reading.for_all.append(limits[-1])
            reading.put_aside(sentence, "for_all")
            return True
    return False


def _another(draft: _Draft, found: who.Found) -> bool:
    """Whether a further sentence names another lead: then it is another matter."""
    known = {each.words for each in (*draft.found.labelled, *draft.found.strong, *draft.found.weak)}
    if found.labelled and not (found.strong or found.weak) and not draft.found.labelled:
        return False
    first = (found.strong or found.labelled or found.weak)[0]
    return first.words not in known


def _is_task(reading: _Reading, sentence: Span, *, numbered: bool, chat: bool) -> bool:
    """Whether a sentence that names nobody says what is to be done."""
    words = sentence.of(reading.plain)
    limited = any(when.limit or notes for when, notes in limits_in(words, reading.start))
    asked = bool(_ASKS.search(words))
    does = bool(_TASK.search(words))
    if numbered:
        return (does or asked or limited) and not (_HEADING.match(words) and len(words.strip()) <= 12 and not limited)
    if chat:
        return asked and (does or limited or len(words.strip()) >= 8)
    return asked and does and limited


def _said(text: str, node: Node, sentence: Span) -> Span:
    start = node.said.start if sentence.start <= node.said.start < sentence.end else sentence.start
    return _trimmed(text, Span(start, sentence.end))


def _trimmed(text: str, span: Span) -> Span:
    """Without what only separates it from its neighbours: blanks, and a semicolon at the end."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(" \t\n\r;,、"))
    end = span.end - (len(words) - len(words.rstrip(" \t\n\r;,、")))
    return Span(start, end) if start < end else span


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_row(reading: _Reading, row: Row) -> Item | None:
    """A row of a table as a matter; None where it says nothing that is to be done."""
    cells = row.cells if row.headed else _guessed(reading, row.cells["any"])
    words = max(cells.get("said", []), key=lambda cell: cell.end - cell.start, default=None)
    if words is None or words.start == words.end:
        reading.put_aside(row.span, "background")
        return None
    found = who.Found([], [], [], [], [])
    for cell in cells.get("lead", []):
        _lead_cell(reading, cell, found)
    for cell in cells.get("help", []):
        found.assists += reading.reader.names(cell.start, cell.end, all_of_it=True)
    if not found.labelled and not cells.get("lead"):
        found = reading.read(words)
    limits = [each for cell in cells.get("limit", []) for each in _limit_cell(reading, cell)]
    return _made(reading, row.span, words, found, limits or None)


def _lead_cell(reading: _Reading, cell: Span, found: who.Found) -> None:
    names = reading.reader.names(cell.start, cell.end, all_of_it=True)
    if not names:
        found.notes.append(Note("label_empty"))
        return
    first, *others = who.marked_first(reading.plain, names)
    found.labelled.append(first)
    found.assists += others
    if others:
        found.notes.append(Note("list_first", "、".join(each.words for each in names)))


def _limit_cell(reading: _Reading, cell: Span) -> list[tuple[When, tuple[Note, ...]]]:
    """The limit in a cell; words that are not understood are kept as they are."""
    words = cell.of(reading.plain)
    found = limits_in(words, reading.start, cell.start)
    if not found and _LONG.search(words):
        return [(When(words, cell), (Note("recurring", words),))]
    if found or not words.strip() or re.fullmatch(r"[/\-—无\s]+", words):
        return found
    return [(When(words, cell), (Note("limit_unknown", words),))]


def _labelled_limit(reading: _Reading, span: Span) -> list[tuple[When, tuple[Note, ...]]]:
    """What stands behind 完成时限： where it is no limit that is understood."""
    for label in LABEL.finditer(reading.plain, span.start, span.end):
        end = min(who.value_end(reading.plain, label.end(), span.end), span.end)
        value = _trimmed(reading.plain, Span(label.end(), end))
        if label.lastgroup == "limit" and value.of(reading.plain).strip():
            return _limit_cell(reading, value)
    return []


def _guessed(reading: _Reading, cells: Sequence[Span]) -> dict[str, list[Span]]:
    """Of a row without a heading: the longest cell says what, cells of names say who, a cell with a limit when."""
    text = reading.plain
    longest = max(cells, key=lambda cell: cell.end - cell.start)
    named: dict[str, list[Span]] = {"said": [longest]}
    for cell in cells:
        words = cell.of(text)
        if cell == longest or not words:
            continue
        if reading.reader.at(cell.start):
            named.setdefault("help" if "lead" in named else "lead", []).append(cell)
        elif limits_in(words, reading.start):
            named.setdefault("limit", []).append(cell)
    return named


# ── A matter ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _item(reading: _Reading, draft: _Draft) -> Item:
    return _made(reading, draft.span, draft.said, draft.found, None)


def _made(
    reading: _Reading,
    span: Span,
    said: Span,
    found: who.Found,
    limits: list[tuple[When, tuple[Note, ...]]] | None,
) -> Item:
    """A matter of what was found, with a note on everything that was left open."""
    words = said.of(reading.plain)
    leads, assists = _parties(found)
    if limits is None:
        limits = limits_in(reading.plain[span.start : span.end], reading.start, span.start)
        limits += _labelled_limit(reading, span) if not limits else []
    when, notes = _limit(limits)
    urgency = _urgency(words, limits)
    if urgency == LONG:
        notes = [note for note in notes if note.code != "no_limit"]
    notes = [*_about_leads(leads), *found.notes, *_about_assists(assists), *notes]
    return Item(span, said, leads, assists, when, urgency, tuple(dict.fromkeys(notes)))


def _parties(found: who.Found) -> tuple[tuple[Who, ...], tuple[Who, ...]]:
    """Leads and assists, each once: what is labelled or said to lead goes before what can only be meant so."""
    said = [*found.labelled, *found.strong]
    leads = _once(said or found.weak[:1], [])
    others = found.weak if said else found.weak[1:]
    return tuple(leads), tuple(_once([*found.assists, *others], leads))


def _once(names: Sequence[Who], without: Sequence[Who]) -> list[Who]:
    seen = {each.words for each in without} | {each.organ for each in without if each.organ}
    kept = []
    for each in names:
        if each.words not in seen and (each.organ is None or each.organ not in seen):
            kept.append(each)
            seen |= {each.words, each.organ} if each.organ else {each.words}
    return kept


def _about_leads(leads: Sequence[Who]) -> list[Note]:
    if not leads:
        return [Note("no_lead")]
    if len(leads) > 1:
        return [Note("two_leads", "、".join(each.words for each in leads))]
    (lead,) = leads
    if lead.words.startswith(("各", "有关", "相关")):
        return [Note("all_units", lead.words)]
    if lead.organ is None:
        return [Note("lead_unsure" if lead.matches else "lead_unknown", lead.words)]
    return []


def _about_assists(assists: Sequence[Who]) -> list[Note]:
    unsure = [each.words for each in assists if not each.matches or each.matches[0].certainty < SURE]
    return [Note("assist_unsure", "、".join(unsure))] if unsure else []


def _limit(limits: Sequence[tuple[When, tuple[Note, ...]]]) -> tuple[When | None, list[Note]]:
    """The limit of a matter: the last day that is named; words such as 尽快 count where nothing else does."""
    notes = [note for _when, about in limits for note in about if note.code == "recurring"]
    dated = [each for each in limits if each[0].due and not each[0].words.startswith(_SOON)]
    soon = [each for each in limits if each[0].due and each not in dated]
    unknown = [each for each in limits if not each[0].due and not any(note.code == "recurring" for note in each[1])]
    for group in (dated, unknown, soon):
        if group:
            chosen, about = max(group, key=lambda each: (each[0].due or date.min, each[0].span))
            several = {each[0].due for each in dated}
            more = [Note("two_limits", "、".join(each[0].words for each in dated))] if len(several) > 1 else []
            return chosen, [*about, *more, *notes]
    return None, [*notes, *([] if notes else [Note("no_limit")])]


def _urgency(words: str, limits: Sequence[tuple[When, tuple[Note, ...]]]) -> str:
    if _URGENT.search(words):
        return URGENT
    if _LONG.search(words) and not any(when.due for when, _notes in limits):
        return LONG
    return ORDINARY


def _for_all(item: Item, limits: Sequence[tuple[When, tuple[Note, ...]]]) -> Item:
    """A limit that the text sets for all holds where a matter has none of its own."""
    later = [each for each in limits if each[0].span.start >= item.span.end] or list(limits)
    if not later or (item.when is not None and item.when.due):
        return item
    when, about = later[0]
    notes = [note for note in item.notes if note.code != "no_limit"]
    return replace(item, when=replace(when, from_all=True), notes=(*notes, *about))
