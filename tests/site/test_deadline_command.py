from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.actions import set_office_hours
from kaifaqu.site.cli import main
from tests.cast import FOUNDED, Cast

START = "2025-09-30T16:00"


def run(*given: str) -> Result:
    return CliRunner().invoke(main, ["deadline", *given], env={"KAIFAQU_LANG": "zh"})


def told(*given: str) -> dict[str, Any]:
    result = run(*given, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


@pytest.mark.django_db
def test_twenty_working_days_with_a_pause() -> None:
    found = told(START, "20wd", "--pause", "2025-10-09..2025-10-15")
    assert found["due"] == "2025-11-12T17:30:00+08:00"
    assert (found["unit"], found["counted_from"], found["provisional"]) == ("wd", "2025-10-09", False)
    assert [notice["number"] for notice in found["notices"]] == ["国办发明电〔2024〕12号"]
    assert all(step["code"] and step["text"] for step in found["steps"])
    assert "未写明事由" in json.dumps(found["steps"], ensure_ascii=False)


@pytest.mark.django_db
def test_several_pauses_an_extension_and_a_restart() -> None:
    given = ["--pause", "2025-10-17..2025-10-17:听证", "--pause", "2025-10-20..2025-10-21:检验"]
    found = told(START, "5wd", *given, "--extend", "2wd:情况复杂", "--restart", "2025-10-13T10:00")
    assert found["due"] == "2025-10-27T17:30:00+08:00"


@pytest.mark.django_db
def test_what_reaches_into_a_year_without_a_notice_is_provisional() -> None:
    found = told("2026-12-25T16:00", "20wd")
    assert (found["due"], found["provisional"]) == ("2027-01-25T17:30:00+08:00", True)
    assert "暂定" in run("2026-12-25T16:00", "20wd").output


@pytest.mark.django_db
def test_a_pause_that_lasts_leaves_the_end_open() -> None:
    assert told(START, "20wd", "--pause", "2025-10-09..")["due"] is None


@pytest.mark.django_db
def test_words_are_kept() -> None:
    found = told(START, "年底前")
    assert (found["due"], found["limit_words"]) == ("2025-12-31T17:30:00+08:00", "年底前")


def test_the_office_hours_of_a_place(cast: Cast) -> None:
    set_office_hours(Ref(cast.zone_a.pk), by=cast.clerk, windows="周一至周五 9:00-12:00 13:00-17:00", on=FOUNDED)
    assert told(START, "20wd", "--place", "zone-a")["due"] == "2025-11-04T17:00:00+08:00"
    assert told(START, "20wd", "--place", "zone-b")["due"] == "2025-11-04T17:30:00+08:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((START, "0wd"), "最短1个工作日，最长1000个工作日"),
        ((START, "10000d"), "最长3660天"),
        ((START, "20xd"), "不是时限单位"),
        ((START, "有空时"), "能推算日期的说法有"),
        (("明天", "20wd"), "写成 2025-09-30T16:00"),
        ((START, "20wd", "--pause", "十月"), "写成 2025-10-09..2025-10-15"),
        ((START, "20wd", "--pause", "2025-10-15..2025-10-09"), "须在开始"),
        ((START, "20wd", "--extend", "再说"), "读不出时限"),
        ((START, "20wd", "--restart", "2025-09-01"), "不能早于起算时间"),
        ((START, "20wd", "--place", "nowhere"), "nowhere"),
        (("1999-01-01", "20wd"), "工作日历只有 2004-01-01 至 2030-12-31"),
    ],
)
def test_bad_input_is_told_in_plain_words(given: tuple[str, ...], words: str) -> None:
    result = run(*given)
    assert (result.exit_code, words in result.output) == (2, True), result.output


def test_without_an_installation_it_knows_the_national_calendar(tmp_path: Path) -> None:
    environment = {**os.environ, "KAIFAQU_HOME": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [str(Path(sys.executable).with_name("kaifaqu")), "deadline", START, "20wd", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert json.loads(done.stdout)["due"] == "2025-11-04T17:30:00+08:00"
