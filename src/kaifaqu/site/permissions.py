"""Reads the permission table; a wrong word in it stops the start."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.organs.reach import PermissionTable, Scope

FILE = Path(__file__).with_name("permissions.yaml")
ANYONE, SIGNED_IN = "anyone", "signed_in"


class _Table(yaml.CSafeLoader):
    """YAML in which a key stands once: of a doubled line the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value]
        if doubled := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{FILE.name} from line {node.start_mark.line + 1}: said twice: {', '.join(doubled)}")
        return super().construct_mapping(node, deep)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    roles: dict[str, Title]
    apart: list[str]
    open: list[str]
    closed: dict[str, list[str]] = {}
    acts: dict[str, dict[str, Scope]]
    rules: dict[str, list[str]]
    routes: dict[str, str | list[str]]


@cache
def read() -> _File:
    """The file, typed. Every role that it uses is one that it names."""
    told = yaml.load(FILE.read_text(encoding="utf-8"), Loader=_Table)  # noqa: S506  (a safe loader)
    raw = _File.model_validate(told)
    used = {role for scopes in raw.acts.values() for role in scopes}
    used |= set(raw.apart) | {role for roles in raw.routes.values() if isinstance(roles, list) for role in roles}
    if unknown := used - raw.roles.keys():
        raise ValueError(f"{FILE.name} uses roles that it does not name: {', '.join(sorted(unknown))}")
    return raw


@cache
def table() -> PermissionTable:
    """The table as the authority takes it."""
    raw = read()
    return PermissionTable(
        acts=raw.acts,
        open=frozenset(raw.open),
        closed={kind: frozenset(roles) for kind, roles in raw.closed.items()},
        rules={rule: frozenset(acts) for rule, acts in raw.rules.items()},
        routes={name: frozenset([who] if isinstance(who, str) else who) for name, who in raw.routes.items()},
    )
