"""What a clause holds besides its sentence, as a small table: stages of a procedure, tasks, indicators with weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaifaqu.kernel.charter.rendering import part_said, stage_said
from kaifaqu.kernel.charter.schema import Clause
from kaifaqu.kernel.charter.schema.base import Node
from kaifaqu.kernel.charter.schema.nouns import Indicator, Procedure, Programme, Scheme, Stage
from kaifaqu.kernel.charter.voice import Voice

STAGES = (("环节", "Stage"), ("承办", "Acting party"), ("时限", "Limit"), ("不答复", "If silent"), ("去向", "Leads to"))
TASKS = (("任务", "Task"), ("牵头", "Lead"), ("层级", "Level"), ("证明", "Proved by"))
INDICATORS = (("指标", "Indicator"), ("权重", "Weight"))
NONE, INDENT = "—", "\u2003"


@dataclass(frozen=True)
class Table:
    """Heads and rows, in words; nothing said is a dash."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(clause: Clause, voice: Voice) -> Table | None:
    """The parts that a clause holds by name; None where it has none."""
    match clause:
        case Procedure():
            rows = [_stage(key, clause, voice) for key in clause.stages]
            return _table(STAGES, rows, voice)
        case Programme() if clause.tasks:
            said = ("title", "lead", "level", "proves")
            return _table(TASKS, [_fields(task, said, voice, clause) for task in clause.tasks.values()], voice)
        case Scheme():
            return _table(INDICATORS, list(_indicators(clause.indicators, voice)), voice)
    return None


def limit_said(stage: Stage, voice: Voice, clause: Clause) -> str:
    """Within what a stage is to be done: its limit, until when, and the longest that this may be."""
    told = (part_said(stage, field, voice, clause) for field in ("within", "until", "at_most"))
    return voice.listed([text for text in told if text])


def _table(heads: tuple[tuple[str, str], ...], rows: list[tuple[str, ...]], voice: Voice) -> Table:
    return Table(tuple(voice.pick(head) for head in heads), tuple(rows))


def _stage(key: str, clause: Procedure, voice: Voice) -> tuple[str, ...]:
    stage = clause.stages[key]
    by, silent, then = (part_said(stage, field, voice, clause) or NONE for field in ("by", "silent", "then"))
    return stage_said(key, voice, clause), by, limit_said(stage, voice, clause) or NONE, silent, then


def _fields(node: Node, fields: tuple[str, ...], voice: Voice, clause: Clause) -> tuple[str, ...]:
    return tuple(part_said(node, field, voice, clause) or NONE for field in fields)


def _indicators(found: Mapping[str, Indicator], voice: Voice, depth: int = 0) -> Iterator[tuple[str, ...]]:
    for indicator in found.values():
        yield INDENT * depth + indicator.title.text(voice.lang), indicator.weight or NONE
        yield from _indicators(indicator.below, voice, depth + 1)
