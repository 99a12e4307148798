"""What this room takes in from sheets, and the ledger in which the same is filled in on the page."""

from kaifaqu.rooms.reform.imports import ledger, progress, yearly_figures

__all__ = ["ledger", "progress", "yearly_figures"]
