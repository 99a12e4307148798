"""Reads the permission table; a wrong word in it stops the start."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.organs.reach import PermissionTable, Scope

FILE = Path(__file__).with_name("permissions.yaml")
ANYONE, SIGNED_IN = "anyone", "signed_in"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    roles: dict[str, Title]
    open: list[str]
    acts: dict[str, dict[str, Scope]]
    rules: dict[str, list[str]]
    routes: dict[str, str | list[str]]


@cache
def read() -> _File:
    """The file, typed. Every role that it uses is one that it names."""
    raw = _File.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    used = {role for scopes in raw.acts.values() for role in scopes}
    used |= {role for roles in raw.routes.values() if isinstance(roles, list) for role in roles}
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
        rules={rule: frozenset(acts) for rule, acts in raw.rules.items()},
        routes={name: frozenset([who] if isinstance(who, str) else who) for name, who in raw.routes.items()},
    )
