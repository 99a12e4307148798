"""What this room takes in from sheets."""

from kaifaqu.rooms.reform.imports import figures

__all__ = ["figures"]
