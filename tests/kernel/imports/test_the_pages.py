from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.files.upload import MAX_BYTES
from kaifaqu.kernel.imports.sheets import MEDIA_TYPE
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.kernel.api.callers import account_of
from tests.kernel.imports.books import DAY, HEADER, ORGANS, Rows, book
from tests.records import everything
from tests.site.test_translations import read, wrong

pytestmark = pytest.mark.django_db
PASTE = "机构名称\t机构类别\t设立日期\n规划部\t内设机构\t2020/8/15\n"
NAMES = {"开发区A", "开发区", "改革办", "王敏", "王敏的岗位"}  # the cast has no English ones
BAD: Rows = [*ORGANS, ("", "内设机构", "", DAY)]


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    home.mkdir()


def visitor(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def url(cast: Cast, kind: str = "organs") -> str:
    return reverse("imports:start", args=[kind, cast.zone_a.pk])


def bring(client: Client, cast: Cast, rows: Rows = ORGANS) -> str:
    """Send a file; where the result stands."""
    file = SimpleUploadedFile("名单.xlsx", book(rows), MEDIA_TYPE)
    response = client.post(url(cast), {"file": file, "ticket": "A" * 22})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_file_is_checked_and_then_imported(cast: Cast) -> None:
    client = visitor(cast.clerk)
    before = everything()
    review = bring(client, cast)
    page = client.get(review).content.decode()
    assert "每一行都能导入。" in page
    assert everything() == before
    response = client.post(review, {"basis": "某市编〔2026〕7 号"}, follow=True)
    assert "已导入 2 行，记为一次办理。" in response.content.decode()
    entry = Entry.objects.latest("pk")
    assert (entry.action, '"door":"page"' in entry.body, "7 号" in entry.body) == ("imports.import_rows", True, True)
    assert client.get(review).status_code == 404


def test_the_history_of_who_came_shows_the_import(cast: Cast) -> None:
    client = visitor(cast.clerk)
    client.post(bring(client, cast))
    page = client.get(reverse("history", args=[Organ.objects.latest("pk").pk])).content.decode()
    assert "批量导入：开发区A" in page
    assert "名单.xlsx" in page


def test_what_is_pasted(cast: Cast) -> None:
    client = visitor(cast.clerk)
    response = client.post(url(cast), {"pasted": PASTE}, follow=True)
    assert "每一行都能导入。" in response.content.decode()


def test_bad_rows_are_told_and_the_good_ones_can_go_ahead(cast: Cast) -> None:
    client = visitor(cast.clerk)
    review = bring(client, cast, BAD)
    assert "第 4 行" in client.get(review).content.decode()
    reasons = client.get(f"{review}reasons.xlsx")
    assert reasons["Content-Type"] == MEDIA_TYPE
    assert "有 1 行填写不正确" in client.post(review, follow=True).content.decode()
    page = client.post(review, {"leave_bad": "1"}, follow=True).content.decode()
    assert "已经导入" in page
    assert "下载没有导入的行" in page
    assert Organ.objects.filter(subject__title="规划一科").exists()


def test_nothing_chosen_both_chosen_and_too_much(cast: Cast) -> None:
    client = visitor(cast.clerk)
    nothing = client.post(url(cast), {"pasted": ""})
    assert (nothing.status_code, "请选择文件，或粘贴内容。" in nothing.content.decode()) == (422, True)
    file = SimpleUploadedFile("名单.xlsx", book(ORGANS), MEDIA_TYPE)
    both = client.post(url(cast), {"pasted": PASTE, "file": file})
    assert (both.status_code, "只能选一样" in both.content.decode()) == (422, True)
    huge = client.post(url(cast), {"file": SimpleUploadedFile("a.xlsx", b"PK" + b"x" * MAX_BYTES)})
    assert (huge.status_code, "20 MB" in huge.content.decode()) == (422, True)


def test_a_file_that_cannot_be_read_is_told_on_its_page(cast: Cast) -> None:
    client = visitor(cast.clerk)
    file = SimpleUploadedFile("名单.xlsx", b"PK\x03\x04broken", MEDIA_TYPE)
    page = client.post(url(cast), {"file": file}, follow=True).content.decode()
    assert "这不是能读的 Excel 工作簿" in page
    assert "导入 0 行" not in page


def test_units_are_asked_once_for_a_column(cast: Cast) -> None:
    client = visitor(cast.clerk)
    form = client.get(url(cast, "zones")).content.decode()
    assert "“管辖面积”的单位" in form
    given = {"pasted": "开发区\t管辖面积\t生效日期\n开发区A\t9360\t2021/1/1\n"}
    asked = client.post(url(cast, "zones"), given, follow=True).content.decode()
    assert "请选这一列的单位：平方公里、公顷、亩、平方米。" in asked
    told = client.post(url(cast, "zones"), {**given, "unit_area": "mu"}, follow=True).content.decode()
    assert "“管辖面积”按亩读。" in told


@pytest.mark.parametrize("address", ["", "template.xlsx"])
def test_the_pages_are_for_those_who_may(cast: Cast, address: str) -> None:
    assert visitor(cast.clerk).get(url(cast) + address).status_code == 200
    for seat in (cast.officer, cast.auditor, cast.leader, cast.zone_clerk):
        assert visitor(seat).get(url(cast) + address).status_code == 404
    assert visitor(cast.clerk).get(url(cast, "nothing") + address).status_code == 404
    assert visitor(cast.clerk).get(url(cast, "people") + address).status_code == 404
    assert visitor(cast.guardian).get(url(cast, "people") + address).status_code == 200


def test_a_review_is_its_owner_s(cast: Cast) -> None:
    review = bring(visitor(cast.clerk), cast)
    for address in (review, f"{review}reasons.xlsx"):
        assert visitor(cast.guardian).get(address).status_code == 404
    assert visitor(cast.guardian).post(review).status_code == 404


def test_a_place_offers_what_may_be_imported_into_it(cast: Cast) -> None:
    page = visitor(cast.clerk).get(reverse("subject", args=[cast.city.pk])).content.decode()
    assert reverse("imports:start", args=["organs", cast.city.pk]) in page
    assert "/imports/people/" not in page


def test_progress_is_empty_where_nothing_is_under_way(cast: Cast) -> None:
    response = visitor(cast.clerk).get(reverse("imports:progress", args=["A" * 22]))
    assert response.json() == {"words": ""}


def test_the_act_itself_has_no_form_of_its_own(cast: Cast) -> None:
    """Its rows come from a check, which nobody types."""
    assert visitor(cast.clerk).get(f"/do/imports/import_rows/{cast.zone_a.pk}/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_speaks_its_reader_s_language(cast: Cast, language: str) -> None:
    client = visitor(cast.clerk)
    review = bring(client, cast, [(*HEADER, "科室附记"), *ORGANS[1:], ("", "局", "没有的", "昨天", "x")])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = [client.get(url(cast)), client.post(url(cast), {}), client.get(review)]
    pages.append(client.post(review, {"leave_bad": "1"}, follow=True))
    for page in pages:
        assert wrong(language, read(page.content.decode())) - NAMES == set()


def test_a_header_with_the_column_twice(cast: Cast) -> None:
    review = bring(visitor(cast.clerk), cast, [(*HEADER, "机构名称"), ("甲", "部门", "", DAY, "乙")])
    page = visitor(cast.clerk).get(review).content.decode()
    assert "表头中这一列出现了两次。" in page
