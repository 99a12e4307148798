"""Seals: a signed Merkle root over the chains that grew, taken out of the house (a file, a mail, a second organ).

Inside the database a seal shows what was changed after it. Somebody who can rewrite the whole database can also
rewrite the seals in it; only the copy taken out shows that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.db import transaction
from django.db.models import F

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.kernel.trail.models import Seal, SealLeaf

Leaf = tuple[int, int, str]


@dataclass(frozen=True)
class SealSheet:
    """One seal as it is taken out: everything that is needed to check the chains against it."""

    number: int
    at: str
    previous: str
    root: str
    key: str
    signature: str
    leaves: list[Leaf]

    def as_line(self) -> str:
        """One line of a seal file."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> SealSheet:
        """Read one line of a seal file; ValueError where it is none."""
        try:
            raw = json.loads(line)
            leaves = [(int(s), int(q), str(h)) for s, q, h in raw.pop("leaves")]
            return cls(leaves=leaves, **raw)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a line of a seal file: {error}") from error

    def is_genuine(self) -> bool:
        """Whether the root follows from the leaves and the signature from the root."""
        if self.root != merkle_root(self.leaves):
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            public.verify(bytes.fromhex(self.signature), self.statement())
        except (InvalidSignature, ValueError):
            return False
        return True

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return f"{self.number}\n{self.at}\n{self.previous}\n{self.root}".encode()


def merkle_root(leaves: Sequence[Leaf]) -> str:
    """Root of a binary tree over the leaves in their order; inner and leaf nodes are hashed differently (RFC 6962)."""
    level = [digest(f"leaf\n{subject}\n{seq}\n{head}") for subject, seq, head in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [digest("node\n" + "\n".join(pair)) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0] if level else digest("empty")


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The installation's signing key; made on first use, readable by its owner only."""
    if path.exists():
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} does not hold an Ed25519 key")
        return key
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def seal(key: Ed25519PrivateKey) -> SealSheet | None:
    """Seal every subject that has grown since the last seal; None where none has."""
    with guard.lifted("sealing is no act"), transaction.atomic():
        grown = Subject.objects.select_for_update(no_key=True).filter(seq__gt=F("sealed_seq")).order_by("id")
        leaves: list[Leaf] = list(grown.values_list("id", "seq", "head"))
        if not leaves:
            return None
        last = Seal.objects.order_by("-number").first()
        unsigned = SealSheet(
            number=last.number + 1 if last else 1,
            at=now().isoformat(timespec="microseconds"),
            previous=last.root if last else "",
            root=merkle_root(leaves),
            key=key.public_key().public_bytes_raw().hex(),
            signature="",
            leaves=leaves,
        )
        sheet = SealSheet(**{**vars(unsigned), "signature": key.sign(unsigned.statement()).hex()})
        _store(sheet)
        return sheet


def _store(sheet: SealSheet) -> None:
    row = Seal.objects.create(**{name: value for name, value in vars(sheet).items() if name != "leaves"})
    SealLeaf.objects.bulk_create(
        [SealLeaf(seal=row, subject_id=subject, seq=seq, head=head) for subject, seq, head in sheet.leaves],
        batch_size=500,
    )
    for start in range(0, len(sheet.leaves), 500):
        ids = [subject for subject, _, _ in sheet.leaves[start : start + 500]]
        Subject.objects.filter(id__in=ids).update(sealed_seq=F("seq"))


def read_sheets(path: Path) -> list[SealSheet]:
    """The seals of a file taken out earlier; ValueError where a line is no seal."""
    return [SealSheet.from_line(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
