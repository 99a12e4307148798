"""Receiving uploads: a file past the limit is dropped while it arrives, so that it fills no disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from kaifaqu.kernel.files.upload import MAX_BYTES


class LimitedUpload(FileUploadHandler):
    """Stands first among the upload handlers: counts bytes, and gives up on a file that is too big.

    The form then sees no file but the name in `request.too_big`, and refuses with everything else the person typed
    still in place.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            if self.request is not None:
                self.request.too_big = self.field_name  # type: ignore[attr-defined]  # read by the form
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
