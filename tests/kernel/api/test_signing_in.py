from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import appoint
from kaifaqu.kernel.organs.models import Post, Token
from kaifaqu.kernel.organs.tokens import issue_token, seat_of_token, withdraw_token
from kaifaqu.kernel.trail.models import Entry
from tests.cast import SETUP, Cast
from tests.kernel.api.callers import JSON, account_of, caller, token_of
from tests.kernel.api.examples import path_of

IN_A_MONTH = timedelta(days=30)


def bearing(token: str) -> Any:
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/acts")


def test_a_token_acts_from_the_seat_it_was_issued_for(cast: Cast) -> None:
    token = token_of(cast.clerk)
    assert seat_of_token(token) == cast.clerk
    assert bearing(token).status_code == 200


def test_only_the_digest_of_a_token_is_kept(cast: Cast) -> None:
    token = token_of(cast.clerk)
    kept = Token.objects.get()
    assert token not in "".join(str(value) for value in vars(kept).values())
    assert kept.digest.startswith("sm3:")


def test_a_token_is_good_until_the_day_it_expires_on(cast: Cast) -> None:
    token = token_of(cast.clerk)
    with clock.shifted(IN_A_MONTH - timedelta(days=1)):
        assert bearing(token).status_code == 200
    with clock.shifted(IN_A_MONTH):
        assert bearing(token).status_code == 401


def test_a_withdrawn_token_is_refused_and_nobody_withdraws_another_s(cast: Cast) -> None:
    token = token_of(cast.clerk)
    pk = Token.objects.get().pk
    assert not withdraw_token(account_of(cast.officer), pk)
    assert bearing(token).status_code == 200
    assert withdraw_token(account_of(cast.clerk), pk)
    assert bearing(token).status_code == 401


def test_the_token_of_a_closed_account_is_refused(cast: Cast) -> None:
    token, account = token_of(cast.clerk), account_of(cast.clerk)
    account.is_active = False
    account.save()
    assert bearing(token).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "kfq_" + "x" * 43, "\u00e9\u00ff", "x" * 5000])
def test_a_token_that_never_was_is_refused(token: str, db: None) -> None:
    assert bearing(token).status_code == 401


def test_a_bad_token_is_refused_even_beside_a_good_session(cast: Cast) -> None:
    client = Client(headers={"authorization": "Bearer x"})
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/acts").status_code == 401


def test_who_has_left_the_post_sees_nothing_with_its_token(cast: Cast) -> None:
    client = caller(cast.clerk)
    appoint(Ref(cast.clerk.post), by=SETUP, person=Ref(cast.secretary.person), on=today())
    assert client.get("/api/subjects").json()["items"] == []
    assert client.get(f"/api/subjects/{cast.zone_a.pk}").status_code == 404


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lives_for_a_day_to_a_year(days: int, cast: Cast) -> None:
    post = Post.objects.get(pk=cast.clerk.post)
    with pytest.raises(Refusal, match="一年"):
        issue_token(account_of(cast.clerk), post, "x", today() + timedelta(days=days))


def test_a_token_is_issued_for_one_s_own_post_only(cast: Cast) -> None:
    leader = Post.objects.get(pk=cast.leader.post)
    with pytest.raises(Refusal, match="本人"):
        issue_token(account_of(cast.clerk), leader, "x", today() + IN_A_MONTH)


def test_a_browser_s_session_reads_and_with_its_csrf_token_writes(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    path, body = path_of("institutions.change_quota", cast.zone_a.pk), {"quota": 90, "on": "2020-08-15"}
    assert client.get(f"/api/subjects/{cast.zone_a.pk}").status_code == 200

    refused = client.post(path, body, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")

    client.cookies["csrftoken"] = "t" * 32
    assert client.post(path, body, content_type=JSON, headers={"x-csrftoken": "t" * 32}).status_code == 201
    assert f'"person":{cast.clerk.person}' in Entry.objects.latest("id").body


def test_an_account_without_a_post_is_nobody(cast: Cast) -> None:
    client = Client()
    client.force_login(account_of(cast.nobody), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/acts").status_code == 401
