"""Every page of every person: it is there, its numbers say what they rest on, it fits, and everybody can use it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kaifaqu.kernel.measures.facts import all_facts
from tests.browser.cast import ACCOUNTS, OFFICE
from tests.browser.crawling import READ, Crawl, is_figure
from tests.browser.visiting import CHINESE, DESK, ENGLISH, PHONE, House

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
LOOKS = ((DESK, ENGLISH), (PHONE, CHINESE), (PHONE, ENGLISH))
"""What fits a desk in English fits it in Chinese, which is shorter and breaks anywhere."""
PEOPLE = pytest.mark.parametrize("who", ACCOUNTS)


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
def test_every_page_leads_on_tells_what_it_rests_on_fits_and_shuts_nobody_out(
    house: House, who: str, subtests: pytest.Subtests
) -> None:
    """What a person reaches, the reform office most thoroughly, read once; then one page of each shape in the browser,
    of others only their home and what the reform office does not have. Languages: tests/site/test_translations.py."""
    crawl = Crawl(house.visit(*ACCOUNTS[who]), house.base, of_a_shape=4 if who == "office" else 2).run()
    with subtests.test("every link leads somewhere"):
        none(crawl.dead())
    with subtests.test("every number says what it rests on"):
        none(crawl.groundless(names_with_digits(house, CHINESE)))
    with subtests.test("Chinese pages use no names that only the software knows"):
        none(crawl.left_in_english())
    office = house.visit(*OFFICE).request
    shapes = crawl.one_of_each_shape()
    own = [path for path in shapes if who == "office" or path == "/" or office.get(path).status != 200]
    for at, (size, language) in enumerate(LOOKS):
        with subtests.test(f"fits {size[0]} px and shuts nobody out", language=language):
            seen = set(own[at::2]) if at < 2 else set()  # axe takes its second: it looks at each page once
            visit = house.visit(*ACCOUNTS[who], size=size, language=language)
            none(faults(visit, own, seen, names_with_digits(house, ENGLISH) if language == ENGLISH else None))


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_who_has_not_signed_in_or_has_lost_his_way_finds_pages_that_fit(
    house: House, size: tuple[int, int], language: str
) -> None:
    pages = ["/sign-in/", "/nowhere/"]
    none(faults(house.visit(size=size, language=language), pages, pages))


def faults(page: Page, paths: Iterable[str], seen: Container[str], names: Sequence[str] | None = None) -> Iterator[str]:
    """What is wrong with the looks of pages; axe looks at some. With names that hold a digit: what is wrong with what
    English ones say, as the crawl has asked of the Chinese."""
    for path in paths:
        answer = page.goto(path)
        found = [*crowded(page), *(barriers(page) if path in seen else [])]
        if answer and names is not None:
            said = page.evaluate(READ, answer.text())
            found += [*said["chinese"], *(text for text in said["numbers"] if is_figure(text, names))]
        if excess := too_wide(page):
            found.append(f"{excess} px too wide")
        yield from (f"{path}: {fault}" for fault in found)


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
