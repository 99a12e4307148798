"""From trail entries to what the timeline draws: names for ids, words for fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.charter.models import Stage
from kaifaqu.kernel.figures import Figure, Qualifier, UnknownUnit
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import Line
from kaifaqu.kernel.ui import charter_records, labels
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of

LONGEST = 80


@dataclass(frozen=True)
class Shown:
    """One entry as `{% timeline %}` takes it."""

    at: datetime
    sentence: str
    who: str
    organ: str = ""
    on_behalf_of: str = ""
    basis: str = ""
    effective: date | None = None
    url: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    note: str = ""
    files: list[dict[str, str]] = field(default_factory=list)
    hash: str = ""


def entries(lines: Iterable[Line], *, about: int | None = None) -> list[Shown]:
    """Lines with names and words; `about` is the subject whose page it is, which is then not named again."""
    read = list(lines)
    names = _names(read)
    files, clauses = _files(read), charter_records.changed_clauses(read, names)
    return [_entry(line, names, files, clauses, about) for line in read]


def sentence(line: Line, names: dict[int, Subject], about: int | None = None) -> str:
    """What was done, with what it was done to."""
    act = all_actions().get(line.action)
    title = str(act.title) if act else line.action
    subject = names.get(line.subject)
    if subject is None or line.subject == about:
        return title
    return _("%(act)s：%(subject)s") % {"act": title, "subject": subject.name}


def who(line: Line, names: dict[int, Subject]) -> str:
    """The person's name, or the rule by which the software acted."""
    actor = line.body["actor"]
    if "rule" in actor:
        rules: dict[str, str] = {"setup": _("系统初始化"), "demo": _("演示数据装载")}
        return rules.get(str(actor["rule"]), str(actor["rule"]))
    return _name(names, actor["person"])


def leader(line: Line, names: dict[int, Subject]) -> str:
    """For whom the clerk acted: the leader who held the post on that day, with his post; empty where for nobody."""
    post = line.body["actor"].get("on_behalf_of")
    if post is None:
        return ""
    held = since.value_on(post, since.HOLDER, line.moment.date())
    title = _name(names, post)
    return _("%(name)s（%(post)s）") % {"name": held.ref.name, "post": title} if held and held.ref else title


def _entry(
    line: Line,
    names: dict[int, Subject],
    files: dict[tuple[int, int], list[File]],
    clauses: charter_records.Clauses,
    about: int | None,
) -> Shown:
    actor, body = line.body["actor"], line.body
    subject = names.get(line.subject)
    return Shown(
        at=line.moment,
        sentence=sentence(line, names, about),
        who=who(line, names),
        organ=_name(names, actor["organ"]) if "organ" in actor else "",
        on_behalf_of=leader(line, names),
        basis=actor.get("basis", ""),
        effective=date.fromisoformat(body["on"]) if "on" in body else None,
        url=url_of(subject) if subject and line.subject != about else "",
        changes=[_change(c, names, clauses, line.subject) for c in body["changes"] if told(c["field"])],
        note=body["inputs"].get("basis", ""),
        files=[
            {"name": f.name, "url": reverse("file", args=[f.pk]), "size": _size(f.size)}
            for f in files.get((line.subject, line.seq), [])
        ],
        hash=line.hash.partition(":")[2][:8],
    )


def told(name: str) -> bool:
    """Whether a changed field is told in a record: files stand by themselves, some kinds have a page for it."""
    return name != "file" and not labels.is_hidden(name)


def _change(
    change: dict[str, Any], names: dict[int, Subject], clauses: charter_records.Clauses, subject: int
) -> dict[str, str]:
    key, _at, slot = str(change["field"]).partition("@")
    clause = clauses.get((subject, key))
    label = clause.title if clause else labels.label_of(key) or field_label(key)
    if slot:
        label = f"{label} · {slot_label(slot)}"
    of = change.get("of")
    if of and of != subject:
        label = f"{_name(names, of)} · {label}"
    holder = names.get(of or subject)
    kind = "synthetic" if holder is not None and holder.synthetic else "sourced"
    shown = {name: _value(change[name], key, names, clause) for name in ("old", "new")}
    return {"label": label, "src_kind": kind, **shown}


def field_label(key: str) -> str:
    """How people call a changed field: a relation, a fact, or the key itself."""
    if since.known(key):
        return str(since.relation(key).title)
    facts = all_facts()
    if key in facts:
        return facts[key].title.text(lang())
    charter_fields = {"stage": _("进度"), "edition": _("版本"), "text": _("文本")}
    return charter_fields.get(key) or _import_labels().get(key, key)


def _import_labels() -> dict[str, str]:
    """What an import's entry counts."""
    return {
        "import_kind": _("导入内容"),
        "import_file": _("文件名"),
        "rows_new": _("新增行数"),
        "rows_changed": _("变更行数"),
        "rows_unchanged": _("没有变化的行数"),
        "rows_left_out": _("未导入的行数"),
    }


def slot_label(slot: str) -> str:
    """How people call a slot of time."""
    return {"before": _("改革前"), "after": _("改革后")}.get(slot, slot)


def _value(value: Any, key: str, names: dict[int, Subject], clause: charter_records.Told | None = None) -> str:
    if isinstance(value, str) and (named := labels.value_of(key, value)):
        return named
    if value is None:
        return _("无") if key in ("proxy", "holder") else ""
    if clause is not None and isinstance(value, str):
        return shortened(clause.read(value))
    if isinstance(value, dict):
        return _published(value) if "figure" in value else _name(names, value.get("subject", 0))
    if isinstance(value, int) and since.known(key) and since.relation(key).unit:
        return _counted(value, since.relation(key).unit)
    return _coded(key, value)


def _counted(value: int, unit: str) -> str:
    try:
        return Figure(value, unit).text(lang())
    except UnknownUnit:
        return str(value)


def _coded(key: str, value: Any) -> str:
    if key == "import_kind" and str(value) in all_kinds():
        return all_kinds()[str(value)].title.text(lang())
    codes = {since.ACTIVE: _("存续"), since.ABOLISHED: _("已撤销"), **{k: str(v) for k, v in Stage.choices}}
    if key in ("edition", "text"):
        return str(value).partition(":")[2][:8]
    return codes.get(str(value)) or shortened(str(value))


def shortened(text: str) -> str:
    """A long text on one line of a record; the whole of it stands in the charter."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _published(value: dict[str, Any]) -> str:
    word = value.get("qualifier")
    try:
        return Figure(value["figure"], value["unit"], Qualifier(word) if word else None).text(lang())
    except UnknownUnit:
        return str(value["figure"])


def _name(names: dict[int, Subject], subject: int) -> str:
    found = names.get(subject)
    return found.name if found else _("（已不在登记中）")


def _names(lines: list[Line]) -> dict[int, Subject]:
    wanted: set[int] = set()
    for line in lines:
        actor = line.body["actor"]
        wanted |= {line.subject, *line.body.get("mentions", [])}
        wanted |= {actor[key] for key in ("person", "post", "organ", "on_behalf_of") if key in actor}
        for change in line.body["changes"]:
            wanted |= {v["subject"] for v in (change["old"], change["new"]) if isinstance(v, dict) and "subject" in v}
            wanted |= {change["of"]} if "of" in change else set()
    return Subject.objects.in_bulk(list(wanted))


def names_of(lines: Iterable[Line]) -> dict[int, Subject]:
    """Every subject that the lines name: one query."""
    return _names(list(lines))


def _files(lines: list[Line]) -> dict[tuple[int, int], list[File]]:
    places = {(line.subject, line.seq) for line in lines if any(c["field"] == "file" for c in line.body["changes"])}
    found: dict[tuple[int, int], list[File]] = {}
    if places:
        rows = File.objects.filter(act_subject__in={s for s, _ in places})
        for row in rows:
            found.setdefault((row.act_subject, row.act_seq), []).append(row)
    return found


def _size(size: int) -> str:
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
