"""English is complete: every text of code and templates is translated, and no page speaks the wrong language."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from pytest_django import Settings

from kaifaqu.kernel.organs.models import Account
from kaifaqu.rooms.institutions.models import Zone
from kaifaqu.site import demo
from kaifaqu.site.permissions import table
from tools.messages import PACKAGE, in_code, in_template, merged, texts, untranslated, written

ENGLISH, CHINESE = "en", "zh-hans"
FILE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
QUOTED = re.compile(r"[a-z]+-\d{4} \S+|\([\u3400-\u9fff]+\)")  # yantai-2020 (九); a term in brackets (督办)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}|</?\w+>|kaifaqu \w+")
STOPS = {"。": ".", "：": ":", "…": "…", "”": "”"}


def catalogue() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="en")


CATALOGUE = catalogue()
TRANSLATED = {str(each.id): str(each.string) for each in CATALOGUE if each.id}


def messages() -> list[Message]:
    return [each for each in CATALOGUE if each.id]


# ── The catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_is_what_make_messages_writes() -> None:
    """Nothing new is missing in it, nothing stale is left, and nobody's tool has ordered it otherwise."""
    assert written(merged(CATALOGUE, texts())) == FILE.read_text(encoding="utf-8"), "run `make messages`"


def test_every_text_has_its_english() -> None:
    assert [each.id for each in untranslated(messages())] == []


def test_both_sides_have_the_same_placeholders() -> None:
    unequal = [
        zh for zh, en in TRANSLATED.items() if Counter(PLACEHOLDER.findall(zh)) != Counter(PLACEHOLDER.findall(en))
    ]
    assert unequal == []


def test_the_english_has_no_chinese_in_it() -> None:
    assert [en for en in TRANSLATED.values() if HAN.search(en)] == []


def test_a_sentence_stays_a_sentence() -> None:
    """What ends with a full stop or a colon does so in both languages."""
    odd = [zh for zh, en in TRANSLATED.items() if len(zh) > 1 and STOPS.get(zh[-1], "") != _stop(en)]
    assert odd == []


def _stop(words: str) -> str:
    last = words.rstrip()[-1:]
    return last if last in STOPS.values() else ""


def test_pages_are_served_from_this_very_file() -> None:
    with translation.override(ENGLISH):
        stale = [zh for zh, en in TRANSLATED.items() if translation.gettext(zh) != en]
    assert stale == [], "the compiled file is older: run `make setup`"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("机构")', ("", "机构", "机构")),
        ("f\"{n} · {_('机构')}\"", ("", "机构", "机构")),
        ('translation.gettext_lazy("机构" "改革")', ("", "机构改革", "机构改革")),
        ('ngettext("%(n)s 天", "%(n)s 天内", n)', ("", "%(n)s 天", "%(n)s 天内")),
        ('pgettext("time", "自")', ("time", "自", "自")),
    ],
)
def test_texts_are_found_in_code(source: str, found: tuple[str, str, str]) -> None:
    assert list(in_code(source)) == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<h1>\n   {% translate "机构" %}</h1>', "机构"),
        ("{% blocktranslate trimmed with n=m %}\n  共 {{ n }} 条\n{% endblocktranslate %}", "共 %(n)s 条"),
        ('{% include "x.html" with title=_("机构") %}', "机构"),
    ],
)
def test_texts_are_found_in_templates(source: str, found: str) -> None:
    assert [one for _, one, _ in in_template(source)] == [found]


# ── The pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

ACCOUNTS = ("", *(door.username for door in demo.DOORS.values()))
ALIKE = 3  # pages of one kind say the same words: this many of each are read, of these by everybody:
HOMES = {"home", "inbox"}
NO_PAGES = {
    "switch_seat",
    "set_language",
    "sign_out",
    "file",
    "charters:paper",
    "reform:briefing_draft_paper",
    "reform:briefing_paper",
    "charters:rebase",
    "charters:restore",
    "charters:diff_paper",
    "charters:undo",
    "imports:template",
    "imports:reasons",
    "imports:progress",
}
NO_PAGES |= {"grid:cell", "grid:export"}  # asked for by the script, and a file; tests/kernel/imports reads them
NO_PAGES |= {"imports:review"}  # nobody comes to it by a link; tests/kernel/imports reads it
NO_PAGES |= {  # files, what is sent, and what a script asks for
    *("letters:docx", "letters:many_docx", "notices:calls_file", "notices:see", "notices:set_for", "notices:bell"),
    *(
        "handover_paper",
        "scans:preview",
        "organs",
        "followups:batch",
        "followups:intake_save",
        "followups:intake_photo",
    ),
}
NO_PAGES |= {  # come to by bringing or choosing something, or with a pack or a reply; the stories in Chromium read them
    *(
        "followups:intake_review",
        "followups:slips",
        "scans:sorted",
        "letters:many",
        "letters:accept",
        "handover_sealed",
    ),
}
OFFICIAL = {"letters:letter", "letters:many"}  # letters are in Chinese, whoever prints them
SAYING = {"title", "aria-label", "placeholder", "alt", "data-label", "data-busy", "data-too-big"}
EMPTY = {"meta", "link", "input", "br", "hr", "img"}
MUTE = {"script", "style", "code", "kbd"}


@dataclass
class Page(HTMLParser):
    """What a page says, each text with the language that its element declares, and where it leads."""

    said: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.language)
        if tag not in EMPTY:
            self.open.append((tag, language))
        self.said += [(language, QUOTED.sub("", value)) for name, value in given.items() if name in SAYING]
        if tag == "a":
            self.links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in MUTE:
            self.said.append((self.language, QUOTED.sub("", " ".join(data.split()))))


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def wrong(language: str, page: Page) -> set[str]:
    """What a page in that language should not say. Words that somebody wrote stay Chinese, in an element that says so;
    a text of the software never does: in such an element it was translated too early, when the module was loaded."""
    if language == ENGLISH:
        foreign = {text for tongue, text in page.said if tongue.startswith("en") and HAN.search(text)}
        return foreign | {text for tongue, text in page.said if tongue.startswith("zh") and text in TRANSLATED}
    own = {text for tongue, text in page.said if tongue.startswith("zh")}
    return {text for text in own if not HAN.search(text) and (ENGLISH_WORDS.search(text) or text in words())}


def words() -> set[str]:
    return {en for en in TRANSLATED.values() if en}


@pytest.fixture
def house(home: Path, settings: Settings, demonstration: None) -> None:
    """The demonstration, as `make demo` shows it."""
    settings.DEMO = True


def crawl(username: str, language: str, before: Counter[tuple[object, ...]]) -> Iterator[tuple[str, Page]]:
    """Every kind of page that the account comes to by following links, with the name of its address.

    `before` counts what has been read of each kind by others; what there was enough of is left out.
    """
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    if username:
        client.force_login(Account.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    merged_zone = Zone.objects.exclude(merged_from="").first()
    start = ["/sign-in/", "/", "/search/", "/tokens/", "/no-such-page/"]
    todo = deque([*start, f"/institutions/zones/{merged_zone.pk}/"] if merged_zone else start)
    seen, alike = set(todo), Counter[tuple[object, ...]]()
    while todo:
        url = todo.popleft()
        name, kind = kind_of(url)
        alike[kind] += 1
        before[kind] += 1
        if (alike if name in HOMES else before)[kind] > ALIKE:
            continue
        response = client.get(url, follow=True)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = read(response.content.decode())
        yield name if response.status_code == 200 else "", page
        fresh = {urljoin(url, link).partition("#")[0] for link in page.links} - seen
        seen |= fresh
        todo += sorted(link for link in fresh if link.startswith("/"))
    for chair in re.findall(r'name="seat" value="([^"]+)"', client.get("/tokens/", follow=True).content.decode()):
        yield "switch_seat", read(client.post("/seat/", {"seat": chair}, follow=True).content.decode())


def kind_of(url: str) -> tuple[str, tuple[object, ...]]:
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return "", (url,)
    return match.view_name, (match.view_name, match.kwargs.get("app"), match.kwargs.get("verb"))


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_no_page_speaks_the_wrong_language(house: None, language: str) -> None:
    visited, found, alike = set(), set(), Counter[tuple[object, ...]]()
    for username in ACCOUNTS:
        for name, page in crawl(username, language, alike):
            visited.add(name)
            if name in OFFICIAL:
                page.said = [said for said in page.said if not said[0].startswith("zh")]
            found |= {(name, text) for text in wrong(language, page)}
    assert found == set()
    pages = {name for name in table().routes if not name.startswith("api:")} - NO_PAGES
    assert visited >= pages, "a page that nobody comes to has not been read"


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_no_error_page_speaks_the_wrong_language(language: str) -> None:
    pages = [
        "403.html",
        "403_csrf.html",
        "404.html",
        "413.html",
        "500.html",
        "site/locked_out.html",
        "site/no_post.html",
    ]
    with translation.override(language):
        assert {name: wrong(language, read(render_to_string(name))) for name in pages} == {
            name: set() for name in pages
        }


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_a_refused_form_speaks_the_readers_language(house: None, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username="wangmin"), "django.contrib.auth.backends.ModelBackend")
    zone = Zone.objects.get(subject__place__isnull=False, subject__title__contains="示例开发区甲").pk
    sent = {"quota": "-1", "on": "tomorrow", "basis": "x" * 600}
    response = client.post(f"/do/institutions/change_quota/{zone}/", sent)
    assert response.status_code == 422
    page = read(response.content.decode())
    assert wrong(language, page) == set()
    assert {"Must not be below 0.", "不得小于 0。"} & {text for _, text in page.said}


@pytest.mark.parametrize(
    ("language", "html", "found"),
    [
        (ENGLISH, '<html lang="en"><p>机构</p>', {"机构"}),
        (ENGLISH, '<html lang="en"><p title="机构">Organ</p>', {"机构"}),
        (ENGLISH, '<html lang="en"><p><span lang="zh-Hans">机构</span></p>', {"机构"}),
        (
            ENGLISH,
            '<html lang="en"><p title="Area · yantai-2020 (九)"><span lang="zh-Hans">某市〔2026〕7 号</span>',
            set(),
        ),
        (CHINESE, '<html lang="zh-hans"><p>Not published yet</p>', {"Not published yet"}),
        (CHINESE, '<html lang="zh-hans"><p>Organs</p>', {"Organs"}),
        (CHINESE, '<html lang="zh-hans"><p>机构 <b lang="en">English</b> <code>trail seal</code></p>', set()),
    ],
)
def test_the_reader_itself(language: str, html: str, found: set[str]) -> None:
    assert wrong(language, read(html)) == found
