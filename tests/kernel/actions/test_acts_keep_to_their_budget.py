from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import Ref, all_actions, batch, find
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from tests.cast import SETUP, Cast

ACT, TRAIL, PAGE = 12, 3, 200
DAY = date(2020, 8, 15)
OF_THE_TRAIL = ('INSERT INTO trail_', 'UPDATE subjects_subject SET seq')


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as context:
        yield found
    found += [str(query["sql"]) for query in context.captured_queries]

@pytest.mark.django_db
def test_x(cast):
    c=cast
    typical = {
    "institutions.register_zone": lambda c: (c.clerk, c.city.pk, {"title": "开发区丙", "slug": "zone-c", "on": DAY}),
    "institutions.list_duty": lambda c: (c.clerk, c.zone_a.pk, {"title": "绿化养护", "category": "城市管理", "owner": Ref(c.committee_a.pk), "on": DAY}),
    "institutions.hand_over_duty": lambda c: (c.clerk, c.duty_a.pk, {"to": Ref(c.department.pk), "on": DAY, "basis": "协议"}),
    "institutions.change_quota": lambda c: (c.for_leader, c.zone_a.pk, {"quota": 100, "on": DAY, "basis": "批复"}),
    "institutions.set_area": lambda c: (c.clerk, c.zone_a.pk, {"km2": "40.5", "on": DAY}),
    "institutions.record_figures": lambda c: (c.clerk, c.zone_a.pk, {"figures": [{"fact": "tasks", "value": "17", "unit": "task", "src": "x"}], "known_at": DAY}),
    "organs.found_place": None,
    "organs.add_place": lambda c: (c.clerk, c.city.pk, {"kind":PlaceKind.COUNTY,"title":"区","slug":"county","on":DAY}),
    "organs.establish_organ": lambda c: (c.clerk, c.zone_a.pk, {"kind":OrganKind.INTERNAL_UNIT,"title":"二部","parent":Ref(c.committee_a.pk),"on":DAY}),
    "organs.abolish_organ": lambda c: (c.clerk, c.unit_a.pk, {"on":DAY}),
    "organs.add_post": lambda c: (c.guardian, c.office.pk, {"title":"岗","role":"leader","on":DAY}),
    "organs.add_person": lambda c: (c.guardian, c.office.pk, {"name":"某","on":DAY}),
    "organs.appoint": lambda c: (c.guardian, c.clerk.post, {"person":Ref(c.nobody.person),"on":DAY}),
    "organs.grant_proxy": lambda c: (c.guardian, c.clerk.post, {"to":Ref(c.secretary.post),"on":DAY,"until":today()}),
    }
    for n,f in typical.items():
        if not f: continue
        by,i,k=f(c)
        with statements() as s: find(n)(Ref(i),by=by,**k)
        print(n,len(s))
        if len(s)>12:
            for x in s: print("    ",x[:150])
