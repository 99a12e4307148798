"""Our own lint rules, for mistakes that no general linter knows. `python -m tests.architecture.house_rules`

Whoever meets a mistake twice adds a rule: what it finds, why it matters, a bad and a good line. Both lines are tests.
A place that may break a rule is named in `but`, with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.finders import (
    CHINESE,
    TRANSLATED,
    Finder,
    call,
    comment,
    either,
    fraction,
    longer_than,
    markup,
    name,
    text,
    untranslated,
    without,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "tools", "benchmarks", "requirements")

SOURCE = ("src/*.py",)
PYTHON = ("src/*.py", "tests/*.py", "tools/*.py", "benchmarks/*.py")
TEMPLATES = ("src/*/templates/*.html",)
OWN_STATIC = ("src/*/static/*.js", "src/*/static/*.css", "src/*/static/*.svg", "src/*/static/*.html")
DOORS = (
    "src/*/pages.py",
    "src/*/pages/*.py",
    "src/*/api.py",
    "src/*/api/*.py",
    "src/*/imports.py",
    "src/kaifaqu/rooms/*/imports/*.py",
    "src/kaifaqu/site/*.py",
    "src/kaifaqu/kernel/ui/*.py",
    "src/kaifaqu/kernel/api/*.py",
)
PURE_WORDS = (
    "pure, hence without gettext: its units and qualifiers are Chinese words, the English beside them in a table"
)


@dataclass(frozen=True)
class Rule:
    """One thing that must not stand in some files. Globs are matched against the path; `*` also crosses folders."""

    id: str
    why: str
    files: tuple[str, ...]
    find: Finder
    bad: tuple[str, ...]
    good: tuple[str, ...]
    but: Mapping[str, str] = field(default_factory=dict)

    def covers(self, path: str) -> bool:
        """Whether the rule holds for this file."""
        return any(fnmatch(path, glob) for glob in self.files) and not any(fnmatch(path, glob) for glob in self.but)


RULES = (
    Rule(
        id="one-clock",
        why="only kernel/clock reads the time: tests and replays must be able to set it",
        files=SOURCE,
        find=either(
            name("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
            name("time.time", "time.time_ns", "time.localtime", "django.db.models.functions.Now"),
            name("django.utils.timezone.now", "django.utils.timezone.localdate"),
            text(r"\bauto_now(_add)?=True"),
        ),
        bad=(
            "from datetime import datetime\ndatetime.now()",
            "import datetime as dt\ndt.date.today()",
            "from time import time\nstarted = time()",
            "from django.utils import timezone\nat = DateTimeField(default=timezone.now)",
            "at = DateTimeField(auto_now_add=True)",
        ),
        good=(
            "from kaifaqu.kernel import clock\nclock.now()",
            "import time\nstarted = time.perf_counter()",
            "datetime(2020, 8, 15, tzinfo=UTC)",
        ),
        but={"src/kaifaqu/kernel/clock*": "it is the clock", "*/migrations/*": "Django's own defaults"},
    ),
    Rule(
        id="one-clock-in-templates",
        why="a page shows times that it was given; it does not read a clock of its own",
        files=TEMPLATES,
        find=text(r"{%\s*now\b"),
        bad=('{% now "Y" %}',),
        good=("{{ as_of|date }}",),
    ),
    Rule(
        id="doors-call-actions",
        why="a page, endpoint, import or command changes things by calling an action and in no other way",
        files=DOORS,
        find=call(
            "save",
            "create",
            "acreate",
            "update",
            "delete",
            "bulk_create",
            "bulk_update",
            "get_or_create",
            "update_or_create",
        ),
        bad=("zone.save()", "Zone.objects.create(title=title)", "rows.filter(\n    open=True,\n).update(open=False)"),
        good=("hand_over(function, by=actor, to=organ)", "context |= {'zone': zone}", "saved = form.saved"),
    ),
    Rule(
        id="no-floats",
        why="money, areas and published figures are integers or exact decimals; a binary float loses digits",
        files=tuple(f"src/kaifaqu/kernel/{part}*" for part in ("money", "areas", "figures", "measures")),
        find=either(text(r"\bfloat\(|(?:->|:)\s*float\b"), fraction),
        bad=("yuan = float(value)", "def ratio(a: int) -> float: ...", "share = total * 0.3"),
        good=("yuan = Decimal(value)", 'share = Fraction("0.3")', "isinstance(raw, bool | float)"),
        but={"src/kaifaqu/kernel/measures/explain.py": "JSON has no other numbers: for display"},
    ),
    Rule(
        id="no-foreign-addresses",
        why="offices run without internet: everything a page loads comes from this server",
        files=TEMPLATES + OWN_STATIC,
        find=text(r"https?://(?!www\.w3\.org/)|(?:src|href)=[\"']//"),
        bad=('<script src="https://cdn.example.org/x.js">', '<link href="//fonts.example.org/a.css">'),
        good=('<svg xmlns="http://www.w3.org/2000/svg">', "<script src=\"{% static 'ui/app.js' %}\">"),
        but={"*/static/*vendor/*": "taken over as published, with licence and checksum"},
    ),
    Rule(
        id="no-inline-style",
        why="the content security policy refuses it: write a class",
        files=TEMPLATES,
        find=markup(r"\sstyle\s*=|<style\b(?![^>]*\bnonce=)"),
        bad=('<td style="width: 2em">', "<style>td { width: 2em }</style>"),
        good=(
            '<td class="narrow">',
            '{% include "table.html" with style="wide" %}',
            '<link rel="stylesheet" href="x">',
        ),
    ),
    Rule(
        id="no-inline-script",
        why="the content security policy refuses it: a file of static, or a nonce",
        files=TEMPLATES,
        find=markup(r"\s(?:hx-)?on[a-z:-]*\s*=\s*[\"']|href=[\"']javascript:|<script\b(?![^>]*\b(?:src|nonce)=)"),
        bad=(
            '<button onclick="go()">',
            '<div hx-on:click="go()">',
            "<script>go()</script>",
            "<a href='javascript:go()'>",
        ),
        good=(
            '<button x-on:click="go">',
            '<script nonce="{{ request.csp_nonce }}">',
            "<script src=\"{% static 'ui/app.js' %}\" defer></script>",
            '{% include "row.html" with one="1" %}',
        ),
    ),
    Rule(
        id="excuses-have-reasons",
        why="name the code and say why: `# type: ignore[code]  # why`, `# noqa: CODE why`",
        files=PYTHON,
        find=either(
            comment(r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s*#\s*\w{2})"),
            comment(r"(?i)#\s*(?:ruff:\s*)?noqa(?!(?>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)\W+\w.*\w)"),
        ),
        bad=(
            "x = y  # type: ignore",
            "x = y  # type: ignore[misc]",
            "import x  # noqa",
            "import x  # noqa: F401",
            "import x  # noqa: F401, E402",
        ),
        good=(
            "x = y  # type: ignore[misc]  # the stubs know only one form",
            "import x  # noqa: F401, E402 fills the catalogue",
            'x = "# noqa"',
        ),
    ),
    Rule(
        id="no-generic-relations",
        why="whatever can have a history is a subject: point at the subject",
        files=SOURCE,
        find=text(r"\bGeneric(ForeignKey|Relation)\b"),
        bad=("from django.contrib.contenttypes.fields import GenericForeignKey", "x = fields.GenericRelation(File)"),
        good=("subject = models.ForeignKey(Subject, on_delete=models.PROTECT)",),
    ),
    Rule(
        id="no-raw-sql",
        why="SQL by hand is for the trail and the lock order; elsewhere the ORM keeps both databases alike",
        files=SOURCE,
        find=either(call("extra", "raw", "cursor", "execute", "executemany"), text(r"\bRawSQL\b")),
        bad=('Zone.objects.raw("SELECT 1")', "with connection.cursor() as c:\n    pass", "RawSQL(x, [])"),
        good=("Zone.objects.filter(open=True)", "execute(plan)"),
        but={
            "src/kaifaqu/kernel/trail/*": "chains are appended and verified by the hundred thousand",
            "src/kaifaqu/kernel/actions/*": "subjects are locked in the order of their ids",
            "*/migrations/*": "triggers and indexes are made here",
            "src/kaifaqu/site/doctor.py": "a pragma of SQLite has no model",
            "src/kaifaqu/kernel/subjects/search.py": "the index of words is each database's own",
        },
    ),
    Rule(
        id="no-print",
        why="only the command line speaks to a terminal; the rest logs or returns",
        files=SOURCE,
        find=name("print"),
        bad=("print('done')", "each(print)"),
        good=("logger.info('done')", "page.print()"),
        but={"src/kaifaqu/site/cli*": "the command line"},
    ),
    Rule(
        id="short-files",
        why="a file past 500 lines does more than one thing",
        files=PYTHON,
        find=longer_than(500),
        bad=("x = 1\n" * 501,),
        good=("x = 1\n" * 500,),
        but={"*/migrations/*": "written by a machine"},
    ),
    Rule(
        id="templates-translate",
        why="the English switch is complete: Chinese on a page stands in {% translate %} or {% blocktranslate %}",
        files=TEMPLATES,
        find=without(TRANSLATED, text(CHINESE)),
        bad=("<h1>机构</h1>", '{% include "card.html" with title="机构" %}', "{{ n }}：{{ m }}"),
        good=(
            '<h1>{% translate "机构" %}</h1>',
            "{% blocktranslate %}共 {{ n }} 个\n机构{% endblocktranslate %}",
            '{% include "card.html" with title=_("机构") %}',
            '<a lang="zh-Hans" href="?">中文</a>',
            "{# 机构 #}",
        ),
    ),
    Rule(
        id="code-translates",
        why="the English switch is complete: Chinese in code stands in a gettext call, or right before its English",
        files=SOURCE,
        find=untranslated,
        bad=(
            'title = "机构"',
            'raise Refused(f"{name}：无权")',
            'choice = {"zone": "开发区"}',
            'ZONE = "zone", "开发区"',
        ),
        good=(
            'title = _("机构")',
            'raise Refused(gettext("%(name)s：无权") % {"name": name})',
            'Fact("area", Title(zh="管辖面积", en="Area"), "km2")',
            'fact("area", "管辖面积", "Area", "km2")',
            'cut("area", "(九)", src="yantai-2020 (九)")',
            '"""Hands over a function (职能)."""',
            "x = 1  # 机构",
        ),
        but={
            "src/kaifaqu/kernel/money/*": PURE_WORDS,
            "src/kaifaqu/kernel/areas/*": PURE_WORDS,
            "src/kaifaqu/kernel/figures/*": PURE_WORDS,
            "src/kaifaqu/kernel/clock/*": PURE_WORDS,
            "src/kaifaqu/kernel/charter/faults.py": PURE_WORDS,
            "src/kaifaqu/kernel/charter/words.py": PURE_WORDS,
            "src/kaifaqu/kernel/calendars/announcement.py": "reads Chinese notices",
            "src/kaifaqu/kernel/notices/sensitive.py": "knows what Chinese names and amounts look like",
            "src/kaifaqu/kernel/calendars/windows.py": "reads office hours as they are typed in Chinese",
            "src/kaifaqu/kernel/letters/wording.py": "official letters are in Chinese, whoever prints them",
            "src/kaifaqu/rooms/followups/rules/*": "reads Chinese papers",
            "src/kaifaqu/rooms/followups/queries/naming.py": "reads names as clerks type them",
            "src/kaifaqu/rooms/followups/pages/intake_rows.py": "reads names as clerks type them",
            "*/demo.py": "its titles are data, as a user would enter them",
            "*/demo/*.py": "its titles are data, as a user would enter them",
            "*/migrations/*": "Django copies the untranslated text",
        },
    ),
    Rule(
        id="locks-without-addresses",
        why="a lock holds versions and hashes; where packages come from is each machine's own affair",
        files=("requirements/*",),
        find=text(r"://|--(?:index-url|extra-index-url|find-links)"),
        bad=("uv @ https://example.org/uv.whl", "--find-links wheels"),
        good=("uv==0.13.9 \\\n    --hash=sha256:16963d",),
    ),
)


def findings(root: Path = ROOT, rules: tuple[Rule, ...] = RULES) -> Iterator[str]:
    """One line for every breach in the tree."""
    for path in files(root):
        shown = path.relative_to(root).as_posix()
        covering = [rule for rule in rules if rule.covers(shown)]
        source = path.read_text(encoding="utf-8") if covering else ""
        for rule in covering:
            for line in sorted(set(rule.find(source))):
                yield f"{shown}:{line}: {rule.id}: {rule.why}"


def files(root: Path) -> Iterator[Path]:
    """The files of the folders we write in."""
    for folder in FOLDERS:
        yield from sorted(path for path in (root / folder).rglob("*.*") if path.is_file())


def main() -> int:
    """Print the findings; 1 where there are any."""
    found = list(findings())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
