"""The acts of this room."""

from kaifaqu.rooms.reform.actions.briefing import issue_briefing
from kaifaqu.rooms.reform.actions.cases import adopt_case, copy_case, decline_case, submit_case, write_case
from kaifaqu.rooms.reform.actions.driving import (
    adopt_programme,
    explain_delay,
    planned_at,
    report_progress,
    set_aside,
    verify_progress,
)
from kaifaqu.rooms.reform.actions.goals import record_target_figure

__all__ = [
    "adopt_case",
    "adopt_programme",
    "copy_case",
    "decline_case",
    "explain_delay",
    "issue_briefing",
    "planned_at",
    "record_target_figure",
    "report_progress",
    "set_aside",
    "submit_case",
    "verify_progress",
    "write_case",
]
