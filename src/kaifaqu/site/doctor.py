"""What can be wrong with an installation, looked at one by one; the page and the command say the same."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils.translation import gettext as _

from kaifaqu.kernel.calendars.lookup import calendar_of, unsettled
from kaifaqu.kernel.cases import worker
from kaifaqu.kernel.cases.doctor import drifted
from kaifaqu.kernel.charter.editions import unsound
from kaifaqu.kernel.charter.models import Edition
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.store import path_of
from kaifaqu.kernel.notices import doctor as notices
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.trail.chain import ALGORITHM
from kaifaqu.kernel.trail.models import Mention, MentionSpan
from kaifaqu.kernel.trail.timeline import mentions_told, spans_told
from kaifaqu.kernel.trail.verify import Finding


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    key: str
    title: str
    ok: bool
    detail: str


def examine() -> list[Check]:
    """Every check, in order."""
    return [
        _database(),
        _migrations(),
        _hash(),
        _home(),
        _files(),
        _mentions(),
        _found(),
        _charters(),
        _calendar(),
        _cases(),
        _notices(),
        _secure(),
    ]


def _database() -> Check:
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    if connection.vendor != "sqlite":
        return Check("database", _("数据库"), True, name)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")  # house: a pragma has no model
        mode = cursor.fetchone()[0]
    ok = sqlite3.sqlite_version_info >= (3, 40) and mode == "wal"
    return Check("database", _("数据库"), ok, f"{name} {sqlite3.sqlite_version} · {mode}")


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    detail = _("已是最新") if not waiting else _("有 %(n)s 步待执行") % {"n": len(waiting)}
    return Check("migrations", _("数据结构"), not waiting, detail)


def _hash() -> Check:
    ok = ALGORITHM in hashlib.algorithms_available
    return Check("hash", _("校验算法"), ok, ALGORITHM.upper())


def _home() -> Check:
    home = Path(settings.KAIFAQU_HOME)
    ok = home.is_dir() and (home / "secret_key").exists()
    return Check("home", _("数据目录"), ok, _("可用") if ok else _("缺少密钥文件"))


def _files() -> Check:
    stored = set(File.objects.values_list("digest", flat=True))
    missing = [digest for digest in stored if not path_of(digest).exists()]
    detail = _("%(n)s 份齐全") % {"n": len(stored)} if not missing else _("缺少 %(n)s 份") % {"n": len(missing)}
    return Check("files", _("附件"), not missing, detail)


def _mentions() -> Check:
    told = mentions_told() + spans_told()
    kept = Mention.objects.aggregate(n=Count("id"))["n"] + MentionSpan.objects.aggregate(n=Count("id"))["n"]
    words = (
        _("%(n)s 条一致") % {"n": kept} if told == kept else _("记录 %(a)s 条，索引 %(b)s 条") % {"a": told, "b": kept}
    )
    return Check("mentions", _("关联索引"), told == kept, words)


def _found() -> Check:
    """Whether the index by which things are found holds as many of each kind as there are."""
    lacking = sum(map(abs, search.missing().values()))
    words = _("与档案差 %(n)s 条，可运行 kaifaqu search --rebuild 重建") % {"n": lacking} if lacking else _("一致")
    return Check("search", _("搜索索引"), not lacking, words)


def _charters() -> Check:
    told = unsound()
    n = Edition.objects.count()
    words = _("%(n)s 版一致") % {"n": n} if not told else _("与记录不符：%(which)s") % {"which": ", ".join(told[:5])}
    return Check("charters", _("制度方案"), not told, words)


def _calendar() -> Check:
    """Whether the working days of this year, and from 1 November on of the next, rest on a published notice."""
    missing = ", ".join(map(str, unsettled(calendar_of(None), today())))
    words = _("%(years)s 年放假安排通知尚未登记") % {"years": missing} if missing else _("已按通知登记")
    return Check("calendar", _("工作日历"), not missing, words)


def _cases() -> Check:
    """Whether what cases show is what their asks and clocks come to, and whether the worker keeps up."""
    wrong = list(drifted())
    behind = worker.waiting(now() - timedelta(minutes=10)).count()
    told = [_("与明细不符：%(n)s 件") % {"n": len(wrong)}] if wrong else []
    told += [_("到时未处理：%(n)s 件") % {"n": behind}] if behind else []
    return Check("cases", _("办件"), not told, _("、").join(told) or _("一致"))


def _notices() -> Check:
    """Whether messages leave in time, and whether any was given up."""
    late, lost = notices.behind(), notices.given_up()
    told = [_("到时未发：%(n)s 条") % {"n": late}] if late else []
    told += [_("七天内放弃发送：%(n)s 条，见发送记录") % {"n": lost}] if lost else []
    return Check("notices", _("通知发送"), not told, _("、").join(told) or _("正常"))


def _secure() -> Check:
    ok = not settings.DEBUG and (settings.HTTPS or settings.DEMO or settings.ALLOWED_HOSTS == LOCAL)
    return Check("secure", _("访问安全"), ok, _("正常") if ok else _("调试模式未关，或未经 HTTPS 对外开放"))


LOCAL = ["127.0.0.1", "localhost", "[::1]", "testserver"]


def finding_words(finding: Finding) -> str:
    """What a verification found, in plain words."""
    words = {
        "changed": _("第 %(seq)s 条被改动过"),
        "gap": _("第 %(seq)s 条不见了"),
        "tail_removed": _("第 %(seq)s 条起被删除"),
        "chain_removed": _("全部记录被删除"),
        "differs_from_seal": _("第 %(seq)s 条与封签不符：此条或之前的记录被改写过"),
        "seal_forged": _("封签不是真的"),
        "seal_missing": _("封签不见了"),
    }
    return words[finding.what] % {"seq": finding.seq}
