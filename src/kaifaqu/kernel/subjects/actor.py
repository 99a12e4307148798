"""Who acts: values of ids, so that a record stays true when names and posts change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """A person acting from one of his posts.

    Leaders seldom sign in: a clerk acts for one with a ground (an instruction slip, a call, a meeting).
    Then `on_behalf_of` is the leader's post and `basis` says what the ground is; the record shows both names.
    All ids are subject ids.
    """

    person: int
    post: int
    organ: int
    on_behalf_of: int | None = None
    basis: str = ""

    @property
    def acting_post(self) -> int:
        """The post whose authority is used: the leader's when acting for him, else one's own."""
        return self.on_behalf_of or self.post

    def as_record(self) -> dict[str, object]:
        """The form that goes into the trail."""
        record: dict[str, object] = {"person": self.person, "post": self.post, "organ": self.organ}
        if self.on_behalf_of:
            record |= {"on_behalf_of": self.on_behalf_of, "basis": self.basis}
        return record


@dataclass(frozen=True, slots=True)
class Rule:
    """The software itself acting by a rule of an edition: the worker, the installation, a loader."""

    id: str
    edition: str = ""

    def as_record(self) -> dict[str, object]:
        """The form that goes into the trail."""
        return {"rule": self.id, "edition": self.edition}


Actor = Seat | Rule
