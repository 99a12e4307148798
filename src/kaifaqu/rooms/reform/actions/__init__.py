"""The acts of this room."""

from kaifaqu.rooms.reform.actions.driving import (
    adopt_programme,
    explain_delay,
    planned_at,
    report_progress,
    set_aside,
    verify_progress,
)

__all__ = [
    "adopt_programme",
    "explain_delay",
    "planned_at",
    "report_progress",
    "set_aside",
    "verify_progress",
]
