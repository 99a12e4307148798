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
from kaifaqu.rooms.reform.actions.leading import assign_lead, begin_phase, set_task_deadline
from kaifaqu.rooms.reform.actions.supervising import (
    close_finding,
    record_finding,
    record_visit,
    rectify_finding,
    return_finding,
)

__all__ = [
    "adopt_case",
    "adopt_programme",
    "assign_lead",
    "begin_phase",
    "close_finding",
    "copy_case",
    "decline_case",
    "explain_delay",
    "issue_briefing",
    "planned_at",
    "record_finding",
    "record_target_figure",
    "record_visit",
    "rectify_finding",
    "report_progress",
    "return_finding",
    "set_aside",
    "set_task_deadline",
    "submit_case",
    "verify_progress",
    "write_case",
]
