"""A city that begins with nothing: two commands, then everything from pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.serving import run, served
from tests.browser.visiting import House, card, fill, number, row, submit

pytestmark = pytest.mark.browser

USERNAME = "linfang"


@pytest.fixture(scope="module")
def moushi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """An empty city with its reform office and one account there: the address and the password."""
    home = tmp_path_factory.mktemp("moushi")
    run(home, "init", "--city", "某市", "--slug", "moushi", "--since", "2015-01-01")
    made = run(home, "account", USERNAME, "--name", "林芳", "--post", "经办", "--role", "reform_office")
    with served(home, "serve") as address:
        yield address, made.split()[-1]


@pytest.fixture
def empty_house(chromium: Browser, moushi: tuple[str, str]) -> Iterator[House]:
    """The house of the empty city."""
    house = House(moushi[0], chromium)
    yield house
    house.close()
    assert house.troubles == []


def found(page: Page, act: str, values: dict[str, str]) -> None:
    page.get_by_role("link", name=act, exact=True).first.click()
    fill(page, values)
    submit(page)
    expect(page.get_by_role("status")).to_contain_text(act)


def test_an_empty_city_says_what_comes_first_and_is_filled_from_pages_alone(
    empty_house: House, moushi: tuple[str, str]
) -> None:
    page = empty_house.visit(USERNAME, moushi[1])
    expect(page.locator(".demo, .strip b")).to_have_count(0)
    for first in ("登记第一个开发区", "起草本地的制度方案"):
        expect(page.locator(".todo").get_by_role("link", name=first)).to_have_count(1)
    page.get_by_role("link", name="开发区台账").first.click()
    expect(page.locator("main")).to_contain_text("这里还没有开发区")

    found(page, "登记开发区", {"名称": "某市经济开发区", "短名": "jingkai", "设立日期": "2016-05-01", "级别": "省级"})
    zone = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text("某市经济开发区")
    since = {"生效日期": "2016-05-01"}
    found(page, "设立机构", {"机构类别": "管委会", "名称": "经开区管委会", **since})
    page.goto(zone)
    found(page, "调整员额", {"新员额（人）": "120", **since})
    found(page, "列入职能", {"名称": "环卫保洁", "类别": "城市管理", "现承担单位": "经开区管委会", **since})

    page.goto(f"{empty_house.base}/search/?q=某市&kind=city")
    row(page, "某市").get_by_role("link", name="某市").click()
    found(page, "设立机构", {"机构类别": "街道", "名称": "城东街道办事处", **since})
    page.goto(zone)
    found(page, "调整员额", {"新员额（人）": "90", "生效日期": today().isoformat(), "依据": "核编〔2026〕3 号"})
    assert number(card(page, "员额精简").locator(".v")) == "25%"

    row(page, "环卫保洁").get_by_role("link", name="剥离", exact=True).click()
    fill(page, {"承接单位": "城东街道办事处", "依据": "移交协议"})
    submit(page)
    newest = page.locator("ol.timeline > li").first
    expect(newest).to_contain_text("林芳")
    expect(newest).to_contain_text("城东街道办事处")
    page.goto(f"{empty_house.base}/institutions/")
    line = row(page, "某市经济开发区")
    assert number(line.locator("td[data-label=剥离社会职能]")) == "1"
    assert number(line.locator("td[data-label=员额]")) == "90"
    expect(line.locator("[data-src=synthetic]")).to_have_count(0)


def test_every_page_of_an_empty_city_answers(empty_house: House, moushi: tuple[str, str]) -> None:
    page = empty_house.visit(USERNAME, moushi[1])
    for path in ("/", "/institutions/", "/institutions/reform/", "/records/", "/search/", "/tokens/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("main").inner_text().strip()
