"""The permission table names every action and every address, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.actions.authority import VIEW
from kaifaqu.site.permissions import read, table


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (space, pattern.namespace or "") if part)
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join(part for part in (space, pattern.name or str(pattern.pattern)) if part)


def test_every_action_stands_in_the_table_and_nothing_else_does() -> None:
    assert set(table().acts) - {VIEW} == set(all_actions())


def test_every_address_stands_in_the_table_and_nothing_else_does() -> None:
    endpoints_of_acts = {f"api:{act}" for act in all_actions()}  # the act's own row decides there
    assert set(table().routes) == set(names(get_resolver())) - endpoints_of_acts


def test_every_role_is_used_and_named_in_both_languages() -> None:
    raw = read()
    used = {role for scopes in raw.acts.values() for role in scopes}
    assert used == set(raw.roles)
    assert all(title.zh and title.en for title in raw.roles.values())
