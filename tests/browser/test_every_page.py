"""Every page of every person: it is there, its numbers say what they rest on, it fits, and everybody can use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kaifaqu.kernel.measures.facts import all_facts
from tests.browser.cast import ACCOUNTS, OFFICE
from tests.browser.crawling import READ, Crawl, is_figure
from tests.browser.visiting import CHINESE, DESK, ENGLISH, PHONE, House

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
SIZES = pytest.mark.parametrize(("size", "axe_in"), [(DESK, CHINESE), (PHONE, ENGLISH)], ids=["desk", "phone"])
PEOPLE = pytest.mark.parametrize("who", ACCOUNTS)


_crawled: dict[tuple[str, str], Crawl] = {}


def crawled(house: House, who: str) -> Crawl:
    """What a person reaches, in Chinese, the reform office most thoroughly; read once for the tests that ask."""
    if (house.base, who) not in _crawled:
        most = 6 if who == "office" else 3
        _crawled[house.base, who] = Crawl(house.visit(*ACCOUNTS[who]), house.base, of_a_shape=most).run()
    return _crawled[house.base, who]


def none(found: Iterable[str]) -> None:
    """Fail with every finding on a line of its own."""
    lines = list(found)
    assert not lines, "\n".join(["", *lines[:60], f"{len(lines)} in all"])


def too_wide(page: Page) -> int:
    """By how many pixels the document is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def crowded(page: Page) -> list[str]:
    """Words that touch the edge of their card or lie upon other words; a frame that scrolls may hold more."""
    found: list[str] = page.evaluate(CROWDED)
    return found


CROWDED = """() => {
  const found = [];
  for (const card of document.querySelectorAll("main .card")) {
    const edge = card.getBoundingClientRect().right - 8;
    const lines = [];
    const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!text.data.trim() || text.parentElement.closest(".scroll, .sr, [hidden], option, textarea")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const place of range.getClientRects()) lines.push({ place, words: text.data.trim().slice(0, 30) });
    }
    lines.forEach(({ place, words }, at) => {
      if (place.right > edge) found.push(`"${words}" at the edge`);
      for (const other of lines.slice(at + 1)) {
        const across = Math.min(place.right, other.place.right) - Math.max(place.left, other.place.left);
        const down = Math.min(place.bottom, other.place.bottom) - Math.max(place.top, other.place.top);
        if (across > 1 && down > 6) found.push(`"${words}" on "${other.words}"`);
      }
    });
  }
  return found;
}"""


def barriers(page: Page) -> list[str]:
    """What axe finds that shuts somebody out."""
    found: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    grave = [rule for rule in found["violations"] if rule["impact"] in GRAVE]
    return [f"{rule['id']}, {len(rule['nodes'])} times, first {rule['nodes'][0]['target']}" for rule in grave]


def names_with_digits(house: House, language: str) -> list[str]:
    """Of groups of zones, as the search shows them, and of facts."""
    page = house.visit(*OFFICE, language=language)
    page.goto("/search/?kind=group")
    groups = page.locator("tbody td:first-child").all_inner_texts()
    return [*groups, *(title for fact in all_facts().values() for title in (fact.title.zh, fact.title.en))]


@PEOPLE
def test_every_link_leads_somewhere_and_every_number_says_what_it_rests_on(house: House, who: str) -> None:
    crawl = crawled(house, who)
    none(crawl.dead())
    none(crawl.groundless(names_with_digits(house, CHINESE)))


@PEOPLE
def test_the_chinese_pages_are_chinese(house: House, who: str) -> None:
    none(crawled(house, who).left_in_english())


@PEOPLE
def test_the_english_pages_are_english_and_their_numbers_say_what_they_rest_on(house: House, who: str) -> None:
    crawl = Crawl(house.visit(*ACCOUNTS[who], language=ENGLISH), house.base, of_a_shape=2).run()
    none(crawl.left_in_chinese())
    none(crawl.groundless(names_with_digits(house, ENGLISH)))


@PEOPLE
@SIZES
def test_every_kind_of_page_fits_in_both_languages_and_shuts_nobody_out(
    house: House, who: str, size: tuple[int, int], axe_in: str
) -> None:
    """For the reform office one page of each shape; for others their home and what the reform office does not have."""
    shapes = crawled(house, who).one_of_each_shape()
    page, office = house.visit(*ACCOUNTS[who], size=size), house.visit(*OFFICE).request
    own = [path for path in shapes if who == "office" or path == "/" or office.get(path).status != 200]
    none(faults(page, own, axe_in))


@SIZES
def test_who_has_not_signed_in_or_has_lost_his_way_finds_pages_that_fit(
    house: House, size: tuple[int, int], axe_in: str
) -> None:
    none(faults(house.visit(size=size), ["/sign-in/", "/nowhere/"], axe_in))


def faults(page: Page, paths: Iterable[str], axe_in: str) -> Iterator[str]:
    """What is wrong with the looks of pages in both languages; axe looks at them in one."""
    for language in (CHINESE, ENGLISH):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": urljoin(page.url, "/")}])
        for path in paths:
            page.goto(path)
            found = [*crowded(page), *(barriers(page) if language == axe_in else [])]
            if excess := too_wide(page):
                found.append(f"{excess} px too wide")
            yield from (f"{path} {language}: {fault}" for fault in found)


@pytest.mark.parametrize(
    "html",
    [
        "<p>60 个</p>",
        "<p>3 + 1 + 8</p>",
        "<td>30%</td>",
        "<p>2020-08-15 起 5 项</p>",
        "<p>2020 年启动的 8 个</p>",
        "<a href='/x/'>12</a>",
    ],
)
def test_a_bare_number_is_found(house: House, html: str) -> None:
    found = house.visit().evaluate(READ, f"<body><main>{html}</main></body>")["numbers"]
    assert [text for text in found if is_figure(text)]


@pytest.mark.parametrize(
    "html",
    [
        "<p data-src='sourced'>60 个</p>",
        "<p data-src='computed'><b>30%</b></p>",
        "<p>2020-08-15 11:29</p>",
        "<p>2020 年启动</p>",
        "<p>begun in 2020</p>",
        "<span class='source'>yantai-2020 ¶1</span>",
        "<p>yantai-2020 (九)</p>",
        "<p>公平竞争审查条例（国务院令第 783 号）</p>",
        "<p>国办发〔2020〕42 号，2022 年 11 月起</p>",
        "<div class='article'><span class='para'>9</span></div>",
        "<p class='hint'>20 MB</p>",
        "<code>a921daa6</code>",
        "<nav><a href='/a/'>2020</a></nav>",
        "<h1>8 个省级开发区</h1>",
        "<dd>2019 年启动改革的开发区</dd>",
    ],
)
def test_what_is_no_figure_is_left_alone(house: House, html: str) -> None:
    seen = house.visit().evaluate(READ, f"<body><main>{html}</main></body>")
    assert [text for text in seen["numbers"] if is_figure(text, ["8 个省级开发区"])] == []
