"""Who is away, on the page and for programs: one's own organ and what one may arrange, nothing of others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.leave import set_deputy
from kaifaqu.kernel.organs.models import Account, Person
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(client: Client, seat: Seat) -> Client:
    person = Person.objects.get(pk=seat.person)
    client.force_login(Account.objects.create_user(f"u{seat.person}", password="x", person=person))
    return client


def test_one_arranges_it_on_the_page_and_sees_it_there(cast: Cast, client: Client) -> None:
    own = signed_in(client, cast.clerk)
    act = reverse("act", args=["organs", "set_deputy", cast.clerk.post])
    assert act in own.get(reverse("deputies")).content.decode()
    assert f'value="{cast.officer.post}"' not in own.get(act).content.decode()
    given = {"deputy": cast.secretary.post, "start": today().isoformat(), "last": today().isoformat()}
    answer = own.post(f"{act}?next={reverse('deputies')}", given)
    assert answer.status_code == 302
    page = own.get(answer["Location"]).content.decode()
    assert "王敏" in page
    assert "离岗中" in page
    told = own.get("/api/deputies").json()
    assert [(row["holder"]["name"], row["deputy_holder"]["name"], row["under_way"]) for row in told] == [
        ("王敏", "秘书", True)
    ]


def test_another_organ_s_clerk_does_not_see_it_on_his_page(cast: Cast, client: Client) -> None:
    later = today() + timedelta(days=3)
    set_deputy(Ref(cast.clerk.post), by=cast.clerk, deputy=Ref(cast.secretary.post), start=later, last=later)
    page = signed_in(client, cast.officer).get(reverse("deputies")).content.decode()
    assert "王敏" not in page
