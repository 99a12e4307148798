"""Reading a whole house: every page that a person can reach by links, and what stands on each.

**The rule about numbers.** Every number on a page says what it rests on: a text with a digit stands inside an element
with `data-src`. Exempt is what is no figure:

- by place: the names of pages in `nav`; form controls and the hints that say what may be typed (`.hint`); `code`
  (checksums, commands); `time`; citations (`.source`) and the paragraph beside an article (`.para`); what people wrote
  when they acted (`.said`, `.behalf`, `.files`);
- by form: days, times, months and years (2020-09-10 11:29, 11 月, 2020 年, in 2020); citations: a document's key and
  paragraph (yantai-2020 ¶1), its number (第 783 号, 〔2020〕42 号, 第 9 期, no. 9);
- the names that hold a digit: of the groups of zones, and of facts; the test gives them.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

MOST = 1500  # pages of one person: past this the links are a maze, and the crawl should be told how to cut it
NO_FIGURES = re.compile(
    r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?"
    r"|\b(19|20)\d{2} ?年(\d{1,2} ?月)?( ?\d{1,2} ?日)?|\d{1,2} ?月"
    r"|\b(in|of) (19|20)\d{2}\b(?!-)|\b(19|20)\d{2}(?=$|[,.;)])"
    r"|\b[a-z]+(-[a-z]+)*-\d+\b|¶\d+|〔\d{4}〕 ?\d+ ?号|第? ?\d+ ?[号期]|\bno\. \d+\b"
)

READ = r"""(html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const texts = (pattern, exempt) => {
    const found = [];
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (pattern.test(text.data) && !text.parentElement.closest(exempt)) found.push(text.data.trim());
    }
    return found;
  };
  const unseen = "script, style, [hidden], dialog:not([open])";
  const written = "input, textarea, .source, .said, .behalf, .files";
  return {
    links: [...page.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")),
    numbers: texts(/\d/, `${unseen}, ${written}, [data-src], nav, select, .hint, code, time, .para`),
    chinese: texts(/[\u4e00-\u9fff]/, `${unseen}, ${written}, [lang^=zh]`),
    english: texts(/[a-z]+_[a-z]+|[A-Za-z]{2,}( [a-z]{2,}){3,}/, `${unseen}, ${written}, [lang^=en], code`),
  };
}"""


TEXTS = ("numbers", "english")


@dataclass(frozen=True)
class Reading:
    """One address: what the server answered, how long the page is, and the texts that the rules look at."""

    path: str
    status: int
    length: int = 0
    numbers: tuple[str, ...] = ()
    english: tuple[str, ...] = ()


@dataclass
class Crawl:
    """What a person reaches from his home by links, each page read once; of each shape `of_a_shape` pages at most."""

    page: Page
    base: str
    of_a_shape: int = 30
    read: dict[str, Reading] = field(default_factory=dict)
    found_on: dict[str, str] = field(default_factory=dict)
    shapes: Counter[str] = field(default_factory=Counter)

    def run(self, start: str = "/") -> Crawl:
        """Follow every link of this house until there is no new one."""
        waiting = deque([start])
        while waiting:
            path = waiting.popleft()
            links = self._read(path)
            for link in links:
                if link not in self.found_on:
                    self.found_on[link] = path
                    self.shapes[shape(link)] += 1
                    if self.shapes[shape(link)] <= self.of_a_shape:
                        waiting.append(link)
            assert len(self.read) <= MOST, f"more than {MOST} pages, the last from {self.found_on.get(path)} to {path}"
        return self

    def _read(self, path: str) -> list[str]:
        answer = self.page.request.get(path)
        if answer.status != 200 or "html" not in answer.headers["content-type"]:
            self.read[path] = Reading(path, answer.status)
            return []
        html = answer.text()
        seen: dict[str, Any] = self.page.evaluate(READ, html)
        self.read[path] = Reading(path, 200, len(html), *(tuple(seen[name]) for name in TEXTS))
        return [link for href in seen["links"] if (link := self._inside(path, href))]

    def _inside(self, path: str, href: str) -> str:
        address = urljoin(self.base + path, href).partition("#")[0]
        return address.removeprefix(self.base) if address.startswith(self.base) else ""

    def dead(self) -> list[str]:
        """Links that lead nowhere, with the page they stand on."""
        return [f"{r.status} {r.path} on {self.found_on.get(r.path)}" for r in self.read.values() if r.status != 200]

    def groundless(self, names: Iterable[str]) -> list[str]:
        """Numbers that do not say what they rest on."""
        known = list(names)
        return [f"{r.path}: {text}" for r in self.read.values() for text in r.numbers if is_figure(text, known)]

    def left_in_english(self) -> list[str]:
        """English sentences, and names that only the software knows (`joint_meeting`), on Chinese pages."""
        return [f"{r.path}: {text}" for r in self.read.values() for text in r.english]

    def one_of_each_shape(self) -> list[str]:
        """The longest page of each shape: where there is most, most can go wrong. Of the forms of acts, which are put
        together from the same fields, the longest thirty."""
        longest: dict[str, Reading] = {}
        for reading in self.read.values():
            if reading.length > longest.get(shape(reading.path), NOTHING).length:
                longest[shape(reading.path)] = reading
        forms = sorted((r for key, r in longest.items() if key.startswith("act ")), key=lambda r: (r.length, r.path))
        short = {reading.path for reading in forms[:-FORMS]}
        return [reading.path for reading in longest.values() if reading.path not in short]


NOTHING, FORMS = Reading("", 0), 30


def shape(path: str) -> str:
    """Pages of one shape are drawn by the same view, with a query of the same keys; each act has its own form."""
    parts = urlsplit(path)
    try:
        match = resolve(unquote(parts.path))
    except Resolver404:
        return parts.path
    keys = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
    return " ".join([match.view_name, match.kwargs.get("verb", ""), *keys])


def is_figure(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text holds a digit that is part of no name, day, year or citation."""
    for name in names:
        text = text.replace(name, "")
    return re.search(r"\d", NO_FIGURES.sub("", text)) is not None
