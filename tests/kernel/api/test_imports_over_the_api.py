from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaifaqu.kernel.imports.sheets import MEDIA_TYPE
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.kernel.api.callers import As
from tests.kernel.imports.books import DAY, ORGANS, Rows, book
from tests.records import everything

pytestmark = pytest.mark.django_db
BAD: Rows = [*ORGANS, ("", "内设机构", "没有的", DAY)]


def send(client: Client, cast: Cast, rows: Rows = ORGANS, kind: str = "organs", **more: Any) -> tuple[int, Any]:
    file = SimpleUploadedFile("名单.xlsx", book(rows), MEDIA_TYPE)
    response = client.post(f"/api/imports/{kind}/{cast.zone_a.pk}", {"file": file, **more})
    return response.status_code, response.json()


def test_a_dry_run_counts_and_writes_nothing(cast: Cast, clerk: Client) -> None:
    before = everything()
    status, report = send(clerk, cast)
    assert (status, report["counts"]) == (200, {"new": 2, "changed": 0, "unchanged": 0, "bad": 0})
    assert everything() == before


def test_the_reviewed_file_is_imported_by_its_key(cast: Cast, clerk: Client) -> None:
    _status, report = send(clerk, cast)
    path = f"/api/acts/imports/import_rows/{cast.zone_a.pk}"
    response = clerk.post(path, {"rows": report["review"], "basis": "批复"}, "application/json")
    assert (response.status_code, response.json()["act"]["action"]) == (201, "imports.import_rows")
    assert Organ.objects.filter(subject__title="规划一科").exists()


def test_a_file_in_one_go(cast: Cast, clerk: Client) -> None:
    status, done = send(clerk, cast, dry_run="false", basis="批复")
    assert (status, done["subject"]["id"], done["report"]["counts"]["new"]) == (201, cast.zone_a.pk, 2)
    assert done["act"]["hash"] == Entry.objects.latest("pk").hash
    assert '"door":"api"' in Entry.objects.latest("pk").body


def test_bad_rows_are_a_problem_with_rows(cast: Cast, clerk: Client) -> None:
    before = everything()
    status, problem = send(clerk, cast, BAD, dry_run="false")
    assert (status, problem["code"]) == (422, "bad_rows")
    assert [(row["row"], row["column"], row["title"], row["words"]) for row in problem["rows"]] == [
        (4, "title", "机构名称", "必填。")
    ]
    assert everything() == before
    status, done = send(clerk, cast, BAD, dry_run="false", leave_bad="true")
    assert (status, done["report"]["counts"]["bad"]) == (201, 1)


def test_a_dry_run_says_everything_that_is_wrong(cast: Cast, clerk: Client) -> None:
    status, report = send(clerk, cast, [["甲"], ["乙"]])
    assert (status, report["faults"], [row["code"] for row in report["rows"]]) == (200, 1, ["no_header"])


def test_pasted_rows_with_units(cast: Cast, clerk: Client) -> None:
    text = "开发区\t管辖面积\t生效日期\n开发区A\t9360\t2021/1/1\n"
    path = f"/api/imports/zones/{cast.zone_a.pk}"
    asked = clerk.post(path, {"pasted": text}).json()
    assert [row["code"] for row in asked["rows"]] == ["unit_needed"]
    report = clerk.post(path, {"pasted": text, "units": "area=mu"}).json()
    assert (report["counts"]["unchanged"], report["units"]) == (0, {"area": "mu"})


def test_either_a_file_or_text(cast: Cast, clerk: Client) -> None:
    assert clerk.post(f"/api/imports/organs/{cast.zone_a.pk}", {}).status_code == 422
    assert send(clerk, cast, pasted="x")[0] == 422


def test_whoever_may_not_does_not_learn_what_is_there(cast: Cast, clerk: Client, as_seat: As) -> None:
    assert send(as_seat(cast.officer), cast)[0] == 404
    assert send(clerk, cast, kind="people")[0] == 404
    assert send(clerk, cast, kind="nothing")[0] == 404
    assert Client().post(f"/api/imports/organs/{cast.zone_a.pk}", {}).status_code == 401
