"""What this room imports: quotas and areas of zones, and townships with their ground."""

from kaifaqu.rooms.institutions.imports import townships, zones  # noqa: F401  (each registers its kind)
