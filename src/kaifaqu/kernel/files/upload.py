"""A file on its way in: an action's input, checked before anything is written."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

import filetype
from django.utils.translation import gettext_lazy as _
from pydantic_core import core_schema

from kaifaqu.kernel.actions.inputs import UNSTORABLE
from kaifaqu.kernel.actions.refusals import Refusal

MAX_BYTES = 20 * 1024 * 1024
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ofd": "application/ofd",
}
ACCEPT = ",".join(MEDIA_TYPES)
PACKED = {".docx": "word/", ".xlsx": "xl/", ".ofd": "OFD.xml"}  # kinds that are ZIP archives, by what they contain


@dataclass(frozen=True)
class Upload:
    """A named stream of `size` bytes. Bigger than 20 MB, of another kind, or not what its name says: refused."""

    name: str
    size: int
    stream: BinaryIO

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "format": "binary"}

    def as_record(self) -> str:
        """What the trail's inputs say of it; the digest stands among the changes."""
        return self.name

    @property
    def ending(self) -> str:
        """The name's ending, in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    def check(self, field: str) -> None:
        """Refuse a file that is too big, of a kind not taken, ill named, empty, or not what its name says."""
        if self.size > MAX_BYTES:
            raise Refusal("file_too_big", TOO_BIG % {"limit": MAX_BYTES // 1024 // 1024}, field=field)
        if self.ending not in MEDIA_TYPES:
            words = _("不接收这种文件；可用 %(kinds)s。")
            raise Refusal("file_kind", words % {"kinds": " ".join(MEDIA_TYPES)}, field=field)
        if UNSTORABLE.search(self.name):
            raise Refusal("file_name", _("文件名含有不能保存的字符。"), field=field)
        if not self.size:
            raise Refusal("file_empty", _("文件是空的。"), field=field)
        if not self._is_what_it_says():
            words = _("文件内容与扩展名 %(ending)s 不符，请用原始文件重新上传。")
            raise Refusal("file_content", words % {"ending": self.ending}, field=field)

    def _is_what_it_says(self) -> bool:
        self.stream.seek(0)
        if self.ending in PACKED:
            return _archive_holds(self.stream, PACKED[self.ending])
        guess = filetype.guess(self.stream.read(8192))
        return guess is not None and guess.mime == MEDIA_TYPES[self.ending]


TOO_BIG = _("文件超过 %(limit)s MB，请压缩或拆分后再传。")


def _archive_holds(stream: BinaryIO, wanted: str) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(name.startswith(wanted) for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error):
        return False  # a broken archive shows in as many ways
