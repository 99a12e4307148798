from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.house_rules import RULES, Rule, findings

EACH_BAD = [pytest.param(rule, line, id=f"{rule.id}-{n}") for rule in RULES for n, line in enumerate(rule.bad)]
EACH_GOOD = [pytest.param(rule, line, id=f"{rule.id}-{n}") for rule in RULES for n, line in enumerate(rule.good)]


@pytest.mark.parametrize(("rule", "line"), EACH_BAD)
def test_a_bad_line_is_found(rule: Rule, line: str) -> None:
    assert list(rule.find(line))


@pytest.mark.parametrize(("rule", "line"), EACH_GOOD)
def test_a_good_line_passes(rule: Rule, line: str) -> None:
    assert not list(rule.find(line))


def test_every_rule_has_a_bad_and_a_good_line_and_a_name_of_its_own() -> None:
    assert all(rule.bad and rule.good for rule in RULES)
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("rule", "path", "covered"),
    [
        ("one-clock", "src/kaifaqu/kernel/cases/engine.py", True),
        ("one-clock", "src/kaifaqu/kernel/clock.py", False),
        ("one-clock", "src/kaifaqu/kernel/clock/__init__.py", False),
        ("one-clock", "tests/kernel/test_clock.py", False),
        ("doors-call-actions", "src/kaifaqu/rooms/institutions/pages.py", True),
        ("doors-call-actions", "src/kaifaqu/site/cli.py", True),
        ("doors-call-actions", "src/kaifaqu/rooms/institutions/actions.py", False),
        ("no-raw-sql", "src/kaifaqu/rooms/land/migrations/0002_index.py", False),
        ("no-foreign-addresses", "src/kaifaqu/kernel/ui/static/vendor/htmx/htmx.js", False),
        ("no-foreign-addresses", "src/kaifaqu/kernel/ui/static/ui/app.js", True),
        ("templates-translate", "src/kaifaqu/rooms/land/templates/land/list.html", True),
        ("code-translates", "src/kaifaqu/rooms/land/demo.py", False),
    ],
)
def test_a_rule_holds_where_it_is_meant_to(rule: str, path: str, covered: bool) -> None:
    (found,) = (each for each in RULES if each.id == rule)
    assert found.covers(path) is covered


def test_a_finding_names_file_line_rule_and_reason(tmp_path: Path) -> None:
    page = tmp_path / "src/kaifaqu/rooms/land/pages.py"
    page.parent.mkdir(parents=True)
    page.write_text("def close(plot):\n    plot.save()\n", encoding="utf-8")
    (line,) = findings(tmp_path)
    assert line.startswith("src/kaifaqu/rooms/land/pages.py:2: doors-call-actions: a page")


def test_no_exemption_of_a_single_file_has_gone_stale() -> None:
    """An exemption that no longer excuses anything hides the next mistake; kinds of files are exempt for good."""
    single = [(rule, path) for rule in RULES for path in rule.but if "*" not in path]
    assert single
    stale = [
        (rule.id, path) for rule, path in single if not list(findings(rules=(replace(rule, files=(path,), but={}),)))
    ]
    assert not stale
