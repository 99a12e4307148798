"""How a paper is laid out: lines, numbering, tables, chats. Text in, stretches out; nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kaifaqu.rooms.followups.rules.splitting_names import plain
from kaifaqu.rooms.followups.rules.splitting_types import Span

PARAGRAPH = 9
"""The level of what bears no number: below all that does."""
_HAN = "一二三四五六七八九十百"
MARKERS = (
    rf"第[{_HAN}\d]{{1,4}}[条项]\s*|[{_HAN}]{{1,4}}、\s*",
    rf"\([{_HAN}]{{1,3}}\)\s*",
    r"\d{1,3}\s*[.、](?!\d)\s*",
    r"\(\d{1,3}\)\s*|\d{1,2}\)\s*",
    r"[①-⑳]\s*",
    r"[•●◆■▪◇○·※*]\s*|[-–—]+\s+",
)
MARKER = re.compile("|".join(f"(?P<m{level}>{rule})" for level, rule in enumerate(MARKERS)))
LEAD_LABELS = r"(?:牵头(?:责任)?|责任|主办|承办|主责)(?:单位|部门|科室|主体)|办理单位|牵头"
PERSON_LABELS = r"牵头领导|责任领导|包保领导|分管领导|责任人|联系人"
HELP_LABELS = r"配合(?:责任)?(?:单位|部门)|协办(?:单位|部门)|协助(?:单位|部门)|参与(?:单位|部门)|配合|协办"
LIMIT_LABELS = r"(?:(?:完成|办理|办结|反馈|整改|报送)(?:时限|时间|期限)|时限|期限)(?:要求)?"
LABEL = re.compile(
    rf"(?P<help>{HELP_LABELS})\s*:|(?P<lead>{LEAD_LABELS})\s*:|(?P<person>{PERSON_LABELS})\s*:|(?P<limit>{LIMIT_LABELS})\s*:"
)
_INLINE = re.compile(
    rf"(?<=[:;。,])\s*(?={MARKERS[0]}|{MARKERS[1]}|{MARKERS[3]}|{MARKERS[4]}|\d{{1,2}}\s*[.、](?![\d,]))"
)
_RUNNING = re.compile(rf"(?P<m0>[{_HAN}]{{1,3}})、|\((?P<m1>[{_HAN}]{{1,3}})\)|(?P<m4>[①-⑳])")
_SENDER = re.compile(
    r"^(?P<name>[^\s:,。;\t]{1,20})?\s*"
    r"(?:(?:\d{4}\s*[-/年.]\s*)?\d{1,2}\s*[-/月.]\s*\d{1,2}日?\s+|(?:昨|前|今)天\s*|(?:星期|周)[一二三四五六日天]\s*)?"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?(?=\s|$)"
)
_NAME_LINE = re.compile(r"^[^\s:,。;\t]{1,12}:\s*$")
_REPLY = re.compile(
    r"^(?:收到|好的?|明白|了解|知道了|谢谢|多谢|感谢|ok|okay|嗯|辛苦了?|没问题|照办|遵照执行|领导|各位"
    r"|大家|主任|局长|马上(?:落实|办理?)|立即(?:落实|办理?)|已阅|已知悉|知悉"
    r"|[的了!。,. ~、]|1(?!\d)|👌|👍|🙏|\[[^\[\]]{1,6}\])+$",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"^(?:>|「.*」?$|引用|[-—] ?[-—] ?[-—]|\[(?:图片|文件|语音|视频|链接|表情|聊天记录|动画表情)\]"
    r"|.{1,12}(?:撤回了一条消息|加入了?群聊|邀请.{1,20}群聊))"
)
_MENTIONED = re.compile(r"@[^\s@]{1,20}\s?")
_TITLE_END = re.compile(r"(?:纪要|通知|方案|意见|报告|清单|函|通报|分工|事项|单|表|决定|要点|安排)$")
_OPENS = re.compile(r"请|由|会议|@|[^。,;]{2,8}:")
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计)(?:\t|$)")
_STOP = tuple("。;:!?…")
_COLUMNS = (
    ("number", re.compile(r"^(?:序号|编号|序|No\.?)$", re.IGNORECASE)),
    ("help", re.compile(r"配合|协办|协助|参与")),
    ("person", re.compile(r"领导|责任人|联系人|负责人")),
    ("lead", re.compile(r"责任(?:单位|部门|主体)|牵头|主办|承办|办理单位")),
    ("limit", re.compile(r"时限|期限|完成时间|时间(?:节点|要求)?$")),
    ("aside", re.compile(r"备注|进展|联系电话|电话|来源|依据")),
    ("said", re.compile(r"事项|任务|内容|工作|要求|措施|议定|交办|问题|批示|项目")),
)


@dataclass
class Node:
    """A stretch with what stands below it: a numbered point, a paragraph."""

    span: Span
    said: Span
    level: int
    chat: bool = False
    below: list[Node] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where the last of what stands below it ends."""
        return self.below[-1].end if self.below else self.span.end


@dataclass(frozen=True)
class Row:
    """A row of a table: what stands in which kind of column."""

    span: Span
    cells: dict[str, list[Span]]
    headed: bool


@dataclass
class Layout:
    """A paper taken apart. `aside`: what was recognised as no matter at all, with the reason."""

    nodes: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    aside: list[tuple[Span, str]] = field(default_factory=list)


def lines(text: str) -> Iterator[Span]:
    """The lines of a text without what ends them, trimmed; empty ones are left out."""
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped)
            yield Span(start, start + len(stripped))
        at += len(line) + 1


def laid_out(text: str, starts_name: Callable[[int], bool]) -> Layout:
    """Take a plain text apart. `starts_name` says whether a name of an organ begins at a place."""
    layout = Layout()
    chat = any(_sender(line.of(text)) for line in lines(text))
    flat: list[Node] = []
    columns: list[str] = []
    for line in lines(text):
        words = line.of(text)
        if "\t" in words and (row := _row(text, line, columns, layout)) is not None:
            columns = row
            _into_tree(flat, layout)
            continue
        columns = columns if "\t" in words else []
        said = _chat_line(text, line, flat, layout) if chat else line
        if said is not None:
            _line(text, said, flat, chat, starts_name)
    _into_tree(flat, layout)
    return layout


# ── Chats ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sender(words: str) -> re.Match[str] | None:
    """The sender's line of a message, 张三 10:24: a time stands alone behind a name, or alone."""
    found = _SENDER.match(words[:80])
    if found is None:
        return None
    rest = words[found.end() :].strip()
    return found if not rest or found["name"] else None


def _chat_line(text: str, line: Span, flat: list[Node], layout: Layout) -> Span | None:
    """What of a line was said; the sender, replies and quotes are put aside."""
    words = line.of(text)
    if (found := _sender(words)) or _NAME_LINE.match(words):
        _into_tree(flat, layout)
        end = line.start + (found.end() if found else len(words))
        layout.aside.append((Span(line.start, end), "sender"))
        rest = text[end : line.end]
        if not rest.strip():
            return None
        line = Span(line.end - len(rest.lstrip()), line.end)
        words = line.of(text)
    if _QUOTE.match(words):
        layout.aside.append((line, "quote"))
        return None
    bare = _MENTIONED.sub("", words)
    if len(bare) <= 40 and (_REPLY.match(bare.strip()) or not bare.strip()):
        layout.aside.append((line, "reply"))
        return None
    return line


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(text: str, line: Span, columns: list[str], layout: Layout) -> list[str] | None:
    """Read a line of cells; what its columns hold, as far as a heading says so. None where it is no table."""
    cells = _cells(text, line)
    heads = [_column(cell.of(text)) for cell in cells]
    known = [head for head in heads if head]
    if len(known) >= 2 and len(known) >= len(heads) - 1 and all(cell.end - cell.start <= 16 for cell in cells):
        layout.aside.append((line, "table_head"))
        return heads
    named: dict[str, list[Span]] = {}
    if _TOTAL.match(line.of(text)):
        layout.aside.append((line, "background"))
        return columns
    if columns:
        for at, cell in enumerate(cells[: len(columns)]):
            named.setdefault(columns[at] or "aside", []).append(cell)
        for cell in cells[len(columns) :]:
            named.setdefault("aside", []).append(cell)
        layout.rows.append(Row(line, named, headed=True))
        return columns
    if len(cells) >= 3:
        layout.rows.append(Row(line, {"any": cells}, headed=False))
        return []
    return None


def _cells(text: str, line: Span) -> list[Span]:
    found, at = [], line.start
    for cell in line.of(text).split("\t"):
        stripped = cell.strip()
        start = at + (cell.index(stripped) if stripped else 0)
        found.append(Span(start, start + len(stripped)))
        at += len(cell) + 1
    return found


def _column(words: str) -> str:
    plain = re.sub(r"\s", "", words)
    return next((name for name, rule in _COLUMNS if len(plain) <= 16 and rule.search(plain)), "")


# ── Numbering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(text: str, line: Span, flat: list[Node], chat: bool, starts_name: Callable[[int], bool]) -> None:
    pieces = _pieces(text, line)
    if flat and _goes_on(text, flat[-1], pieces[0], starts_name):
        last = flat[-1]
        last.span, last.said = Span(last.span.start, pieces[0].end), Span(last.said.start, pieces[0].end)
        pieces = pieces[1:]
    for piece in pieces:
        marker = MARKER.match(text, piece.start, piece.end)
        if marker and marker.end() < piece.end:
            level = int((marker.lastgroup or "m0")[1:])
            flat.append(Node(piece, Span(marker.end(), piece.end), level, chat))
        else:
            label = LABEL.match(text, piece.start, piece.end)
            below = flat and label and label.lastgroup != "person"
            flat.append(Node(piece, piece, PARAGRAPH + 1 if below else PARAGRAPH, chat))


def _pieces(text: str, line: Span) -> list[Span]:
    """A line, cut before each number within it: 会议议定：一、…；二、…"""
    cuts = {found.end() for found in _INLINE.finditer(text, line.start, line.end)}
    cuts |= _in_sequence(text, line)
    edges = [line.start, *sorted(cut for cut in cuts if line.start < cut < line.end), line.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _in_sequence(text: str, line: Span) -> set[int]:
    """Numbers that follow one another without any mark before them: 一、…二、…三、…"""
    cuts: set[int] = set()
    last: dict[str, int] = {}
    for found in _RUNNING.finditer(text, line.start, line.end):
        kind = found.lastgroup or ""
        value = _value(found[kind])
        if value == 1 or last.get(kind) == value - 1:
            if value > 1 or found.start() == line.start:
                cuts.add(found.start())
            last[kind] = value
    return cuts


def _value(words: str) -> int:
    if words[0] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(words[0]) - ord("①") + 1
    tens, ten, ones = words.partition("十")
    digit = {each: at + 1 for at, each in enumerate("一二三四五六七八九")}
    return digit.get(tens, 1) * 10 + digit.get(ones, 0) if ten else digit.get(words[-1], 0)


def _goes_on(text: str, last: Node, piece: Span, starts_name: Callable[[int], bool]) -> bool:
    """Whether a line only goes on where the one before was broken, as in text copied from a page."""
    before = last.span.of(text)
    if MARKER.match(text, piece.start, piece.end) or text.count("\n", last.span.end, piece.start) != 1:
        return False
    if before.endswith(_STOP) or _TITLE_END.search(before) or last.chat:
        return False
    if before.endswith((",", "、", "由", "请")):
        return True
    broken = len(before) - (before.rfind("\n") + 1) >= 15
    opens = _OPENS.match(text, piece.start, piece.end)
    return broken and not opens and not starts_name(piece.start)


def _into_tree(flat: list[Node], layout: Layout) -> None:
    """Hang each point below the last one of a higher level."""
    above: list[Node] = []
    for node in flat:
        while above and above[-1].level >= node.level:
            above.pop()
        if above and not (node.level == PARAGRAPH and node.chat):
            above[-1].below.append(node)
        else:
            layout.nodes.append(node)
        above.append(node)
    flat.clear()


def unwrapped(text: str) -> str:
    """A text that was read from a page, its lines joined where they were only broken by the page's width."""
    out: list[str] = []
    for line in text.split("\n"):
        words = line.strip()
        last = out[-1] if out else ""
        goes_on = words and last and not MARKER.match(plain(words)) and not plain(last).endswith(_STOP)
        if goes_on and len(last) >= 15 and not _TITLE_END.search(last) and not _OPENS.match(plain(words)):
            out[-1] = last + words
        else:
            out.append(words)
    return "\n".join(out)
