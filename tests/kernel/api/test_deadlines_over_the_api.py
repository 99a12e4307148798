from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast
from tests.kernel.api.callers import As

PATH = "/api/calendar/deadline"


def test_a_deadline_is_told_as_the_command_tells_it(cast: Cast, clerk: Client) -> None:
    given = {"start": "2025-09-30T16:00", "limit": "20wd", "pause": "2025-10-09..2025-10-15:听证", "place": "zone-a"}
    found = clerk.get(PATH, given).json()
    assert (found["due"], found["unit"], found["provisional"]) == ("2025-11-12T17:30:00+08:00", "wd", False)
    assert "听证" in "".join(step["text"] for step in found["steps"])


def test_several_pauses_and_an_extension(cast: Cast, clerk: Client) -> None:
    pauses = "2025-10-17..2025-10-17:听证;2025-10-20..2025-10-21:检验"
    given = {"start": "2025-10-13T10:00", "limit": "5wd", "pause": pauses, "extend": "2wd:情况复杂"}
    assert clerk.get(PATH, given).json()["due"] == "2025-10-27T17:30:00+08:00"


def test_steps_are_in_the_language_asked_for(cast: Cast, clerk: Client) -> None:
    given = {"start": "2025-09-30T16:00", "limit": "20wd"}
    found = clerk.get(PATH, given, headers={"accept-language": "en"}).json()
    assert "is working day 1" in found["steps"][0]["text"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"limit": "0wd"}, "limit"),
        ({"limit": "whenever"}, "limit"),
        ({"start": "now"}, "start"),
        ({"pause": "2025"}, "pause"),
        ({"extend": "2x"}, "extend"),
        ({"restart": "2024-01-01"}, "restart"),
    ],
)
def test_what_is_no_deadline_is_refused_with_the_input_at_fault(
    cast: Cast, clerk: Client, changed: dict[str, str], field: str
) -> None:
    answer = clerk.get(PATH, {"start": "2025-09-30T16:00", "limit": "20wd", **changed})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["detail"]


def test_a_place_out_of_sight_is_absent(cast: Cast, as_seat: As) -> None:
    given = {"start": "2025-09-30T16:00", "limit": "20wd", "place": "zone-b"}
    assert as_seat(cast.zone_clerk).get(PATH, given).status_code == 404
    assert as_seat(cast.clerk).get(PATH, given).status_code == 200
