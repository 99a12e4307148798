"""A first issue of the marked programme's briefing."""

from __future__ import annotations

from datetime import timedelta

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.reform.actions import issue_briefing
from kaifaqu.rooms.reform.models import Programme


def issue_first(county: Place, clerk: Actor) -> None:
    """The issue of the week before last, as the registry tells it now."""
    programme = Programme.objects.get(subject__place=county.pk)
    end = today() - timedelta(days=7)
    issue_briefing(Ref(programme.pk), by=clerk, start=end - timedelta(days=6), end=end)
