"""Who visits: the demonstration's accounts by their role, as user name and password."""

from __future__ import annotations

from kaifaqu.site.demo import DOORS, LEADER, PASSWORD

OFFICE, SECOND, ZONE, DEPARTMENT, AUDIT, SECURITY, SYSTEM = (
    (DOORS[key].username, PASSWORD) for key in ("office", "second", "zone", "department", "audit", "security", "system")
)
ACCOUNTS = {key: (door.username, PASSWORD) for key, door in DOORS.items()}
NAMES = {key: door.name for key, door in DOORS.items()}
LEADER_NAME = LEADER.name
