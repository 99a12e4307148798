"""The one write path: begin, lock, load, may, run, trail, commit. Every door calls an action."""

from kaifaqu.kernel.actions.catalogue import Action, action, all_actions, find
from kaifaqu.kernel.actions.inputs import Among, Label, Personal, Ref
from kaifaqu.kernel.actions.refusals import BadInput, NotFound, Refusal, Stale
from kaifaqu.kernel.actions.run import Outcome, batch, through

__all__ = [
    "Action",
    "Among",
    "BadInput",
    "Label",
    "NotFound",
    "Outcome",
    "Personal",
    "Ref",
    "Refusal",
    "Stale",
    "action",
    "all_actions",
    "batch",
    "find",
    "through",
]
