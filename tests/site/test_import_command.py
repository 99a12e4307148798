from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaifaqu.kernel.imports.reading import open_sheet
from kaifaqu.kernel.organs.models import Account, Organ, Person
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.site.cli import main
from tests.cast import Cast
from tests.kernel.imports.books import DAY, ORGANS, Rows, book
from tests.records import everything

pytestmark = pytest.mark.django_db
BAD: Rows = [*ORGANS, ("", "内设机构", "", DAY)]


@pytest.fixture(autouse=True)
def _account(cast: Cast, home: Path) -> None:
    home.mkdir()
    Account.objects.create_user("wangmin", person=Person.objects.get(pk=cast.clerk.person))


def run(tmp_path: Path, rows: Rows, *more: str, kind: str = "organs", place: str = "zone-a") -> Result:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(book(rows))
    return CliRunner().invoke(main, ["import", kind, str(file), "--place", place, "--as", "wangmin", *more])


def test_a_dry_run_finds_nothing_and_writes_nothing(tmp_path: Path) -> None:
    before = everything()
    result = run(tmp_path, ORGANS, "--dry-run")
    assert (result.exit_code, everything() == before) == (0, True)
    assert "new 2" in result.output


def test_an_import(tmp_path: Path) -> None:
    assert run(tmp_path, ORGANS, "--basis", "批复").exit_code == 0
    assert Organ.objects.filter(subject__title="规划一科").exists()
    assert '"door":"cli"' in Entry.objects.latest("pk").body


def test_bad_rows_are_found_and_written_back_with_their_reasons(tmp_path: Path) -> None:
    before = everything()
    out = tmp_path / "原因.xlsx"
    result = run(tmp_path, BAD, "--reasons", str(out))
    assert (result.exit_code, everything() == before) == (1, True)
    assert "机构名称：必填。" in result.output
    assert list(open_sheet("x.xlsx", out.read_bytes()).rows)[3][1][-1] == "机构名称：必填。"
    assert run(tmp_path, BAD, "--leave-bad").exit_code == 1
    assert Organ.objects.filter(subject__title="规划一科").exists()


def test_for_programs(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, BAD, "--dry-run", "--json").output)
    assert (told["counts"]["bad"], told["rows"][0]["code"]) == (1, "required")


@pytest.mark.parametrize(
    ("rows", "kind", "place"),
    [
        ([["甲"]], "organs", "zone-a"),
        (ORGANS, "nothing", "zone-a"),
        (ORGANS, "organs", "nowhere"),
        (ORGANS, "people", "test"),
    ],
)
def test_bad_input(tmp_path: Path, rows: Rows, kind: str, place: str) -> None:
    assert run(tmp_path, rows, kind=kind, place=place).exit_code == 2


def test_no_such_file_or_account(tmp_path: Path) -> None:
    asked = ["import", "organs", str(tmp_path / "x.xlsx"), "--place", "zone-a", "--as"]
    assert [CliRunner().invoke(main, [*asked, who]).exit_code for who in ("wangmin", "nobody")] == [2, 2]
