"""What this room takes in from sheets, and the ledger in which the same is filled in on the page."""

from kaifaqu.rooms.reform.imports import figures, ledger, progress

__all__ = ["figures", "ledger", "progress"]
