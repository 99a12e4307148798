"""The acts of this room."""

from kaifaqu.rooms.reform.actions.driving import (
    adopt_programme,
    explain_delay,
    planned_at,
    report_progress,
    set_aside,
    verify_progress,
)
from kaifaqu.rooms.reform.actions.leading import assign_lead, begin_phase, set_task_deadline
from kaifaqu.rooms.reform.actions.supervising import (
    close_finding,
    record_finding,
    record_visit,
    rectify_finding,
    return_finding,
)

__all__ = [
    "adopt_programme",
    "assign_lead",
    "begin_phase",
    "close_finding",
    "explain_delay",
    "planned_at",
    "record_finding",
    "record_visit",
    "rectify_finding",
    "report_progress",
    "return_finding",
    "set_aside",
    "set_task_deadline",
    "verify_progress",
]
