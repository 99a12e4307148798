"""Keeping bytes by their digest, and giving them back."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.upload import MEDIA_TYPES, Upload
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import ALGORITHM

BLOCK = 1024 * 1024


def keep(upload: Upload, subject: int, *, field: str = "file") -> File:
    """Check and store a file, and put it on the subject's record; inside an act only.

    The bytes are written before the commit: an act that is undone leaves bytes that no row names, which is harmless.
    """
    upload.check(field)
    digest, name = _write(upload), upload.name[-200:]
    acts.current().changed("file", old=None, new={"name": name, "digest": digest}, of=subject)
    return File.objects.create(
        subject_id=subject,
        name=name,
        media_type=MEDIA_TYPES[upload.ending],
        size=upload.size,
        digest=digest,
    )


def digest_of(upload: Upload) -> str:
    """The digest that a file has, or would have, in the store."""
    hasher = hashlib.new(ALGORITHM)
    upload.stream.seek(0)
    while block := upload.stream.read(BLOCK):
        hasher.update(block)
    return f"{ALGORITHM}:{hasher.hexdigest()}"


def path_of(digest: str) -> Path:
    """Where the bytes of a digest lie."""
    hexadecimal = digest.partition(":")[2]
    return Path(settings.KAIFAQU_HOME) / "files" / hexadecimal[:2] / hexadecimal


def _write(upload: Upload) -> str:
    hasher = hashlib.new(ALGORITHM)
    folder = Path(settings.KAIFAQU_HOME) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    upload.stream.seek(0)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as scratch:
        while block := upload.stream.read(BLOCK):
            hasher.update(block)
            scratch.write(block)
        scratch.flush()
        os.fsync(scratch.fileno())
    digest = f"{ALGORITHM}:{hasher.hexdigest()}"
    target = path_of(digest)
    target.parent.mkdir(exist_ok=True)
    Path(scratch.name).replace(target)
    return digest
