"""Setting up an installation: an empty city with its reform office, or the demonstration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from kaifaqu.kernel.actions import Ref, through
from kaifaqu.kernel.calendars.actions import load_calendar
from kaifaqu.kernel.charter.actions import install_charter
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import (
    add_person,
    add_place,
    add_post,
    appoint,
    establish_organ,
    found_place,
    grant_proxy,
)
from kaifaqu.kernel.organs.models import Account, Organ, OrganKind, Place, PlaceKind, Post
from kaifaqu.kernel.subjects.actor import Actor, Rule

SETUP = Rule("setup")
COUNTRY = "cn"
OFFICE_TITLE = gettext_noop("推动开发区改革创新领导小组办公室")


@dataclass(frozen=True)
class Opening:
    """What a new city starts with."""

    city: str
    slug: str
    code: str = ""
    city_en: str = ""
    office: str = ""
    office_en: str = "Zone Reform Office"


@dataclass(frozen=True)
class Door:
    """An account to be opened: user name, the person's name, his post and its role."""

    username: str
    name: str
    name_en: str
    post: str
    post_en: str
    role: str


def open_city(opening: Opening, on: date, by: Actor = SETUP) -> Organ:
    """An empty installation's country, under national rules; a city in it, and the city's reform office."""
    with through("cli"):
        country = open_country(by)
        city = add_place(
            Ref(country.pk),
            by=by,
            kind=PlaceKind.CITY,
            title=opening.city,
            title_en=opening.city_en,
            slug=opening.slug,
            code=opening.code,
            on=on,
        )
        return open_office(city, opening, on, by)


def open_country(by: Actor) -> Place:
    """The root of every installation, with the rules of national law adopted for it and its calendar on record."""
    country = found_place(
        by=by, kind=PlaceKind.COUNTRY, title="中国", title_en="China", slug=COUNTRY, on=date(1949, 10, 1)
    )
    load_calendar(Ref(country.pk), by=by)
    install_charter(Ref(country.pk), by=by)
    return country


def open_office(city: Place, opening: Opening, on: date, by: Actor) -> Organ:
    """The reform office of a city."""
    return establish_organ(
        Ref(city.pk),
        by=by,
        kind=OrganKind.OFFICE,
        title=opening.office or OFFICE_TITLE,
        title_en=opening.office_en,
        on=on,
    )


def open_door(organ: Organ, door: Door, password: str, by: Actor = SETUP) -> tuple[Account, Post]:
    """A person, his post, his appointment from today, and the account he signs in with."""
    day = today()
    with through("cli"):
        person = add_person(Ref(organ.pk), by=by, name=door.name, name_en=door.name_en, on=day)
        post = add_post(Ref(organ.pk), by=by, title=door.post, title_en=door.post_en, role=door.role, on=day)
        appoint(Ref(post.pk), by=by, person=Ref(person.pk), on=day)
    account = Account.objects.create_user(door.username, password=password, person=person)
    return account, post


def open_leader(organ: Organ, door: Door, clerk: Post, until: date, by: Actor = SETUP) -> Post:
    """A leader who does not sign in, and the clerk who may act for him until a day."""
    day = today()
    person = add_person(Ref(organ.pk), by=by, name=door.name, name_en=door.name_en, on=day)
    post = add_post(Ref(organ.pk), by=by, title=door.post, title_en=door.post_en, role=door.role, on=day)
    appoint(Ref(post.pk), by=by, person=Ref(person.pk), on=day)
    grant_proxy(Ref(post.pk), by=by, to=Ref(clerk.pk), on=day, until=until)
    return post


def new_password() -> str:
    """A password that is shown once."""
    return secrets.token_urlsafe(9)


def open_division(parent: Place, kind: PlaceKind, title: str, title_en: str, slug: str, code: str, by: Actor) -> Place:
    """A division above the city: it exists longer than any record here."""
    return add_place(
        Ref(parent.pk), by=by, kind=kind, title=title, title_en=title_en, slug=slug, code=code, on=date(1949, 10, 1)
    )
