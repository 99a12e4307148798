"""What this room imports: quotas and areas of zones, and townships with their ground."""

from kaifaqu.rooms.institutions.imports import township_ledger, townships, zones  # noqa: F401  (each registers its kind)
