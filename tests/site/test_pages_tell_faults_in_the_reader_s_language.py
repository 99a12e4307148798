"""On the amendment desk, in its forms, where a place has to follow, and where a charter cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kaifaqu.kernel.charter.amendments import proposed
from kaifaqu.kernel.charter.fields import parts
from kaifaqu.kernel.charter.models import Amendment
from tests.cast import Cast
from tests.charters import CITY, FIRST, SECOND, adopted, amended, drafted
from tests.kernel.api.callers import account_of

pytestmark = pytest.mark.django_db
LANGUAGES = {
    "zh-hans": ("低于上位方案的下限", "不是数字：写成 1234.56 的样子", "没有这个条目；是否应为 bound？"),
    "en": ("below the superior&#x27;s floor", "is not a plain number such as 1234.56", "did you mean bound?"),
}
PARAM = CITY[: CITY.index("  quota_max:")].replace("paper", "own")
ZONE = PARAM.replace("charter: test", "charter: zone-a\nparent: test")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clerk(cast: Cast, language: str) -> Client:
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    return client


def said(client: Client, url: str, language: str, which: int, **sent: str) -> None:
    """The page says it in the reader's language, and not in the other one."""
    page = (client.post(url, sent) if sent else client.get(url)).content.decode()
    (other,) = LANGUAGES.keys() - {language}
    assert LANGUAGES[language][which] in page
    assert LANGUAGES[other][which] not in page


def test_the_desk_says_what_is_wrong_with_a_draft(cast: Cast, clerk: Client, language: str) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.zone_a.pk, FIRST, ZONE.replace("value: 0.02", "value: 0.01"))
    said(clerk, reverse("charters:desk", args=[ref.id]), language, 0)


def test_a_form_says_what_is_wrong_with_a_value(cast: Cast, clerk: Client, language: str) -> None:
    ref = drafted(cast, cast.city.pk, FIRST, CITY)
    url = reverse("charters:clause", args=[ref.id, "params", "bottom_exit_min"])
    seen = parts(proposed(Amendment.objects.get(pk=ref.id)), "params", "bottom_exit_min", FIRST, "zh")
    given = {f"part.{part.path}": part.text for part in seen}
    said(clerk, url, language, 1, **{**given, "part.value": "zwei", "start": FIRST.isoformat()})


def test_the_list_says_what_has_to_follow_a_superior(cast: Cast, clerk: Client, language: str) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, FIRST, ZONE.replace("value: 0.02", "value: 0.03"))
    amended(cast, cast.city.pk, SECOND, "0.02", "0.05")
    said(clerk, reverse("charters:list") + f"?on={date(2025, 6, 1)}", language, 0)


def test_a_charter_that_cannot_be_read_says_why(
    clerk: Client, language: str, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "charter.yaml").write_text(CITY.replace("bound:", "buond:"), encoding="utf-8")
    settings.CHARTERS_DIR = str(tmp_path)
    said(clerk, reverse("charters:list"), language, 2)
