from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from kaifaqu.kernel.files.upload import MAX_BYTES
from tests.kernel.files.samples import pdf

HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="quota"\r\n\r\n100\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Endless(io.RawIOBase):
    """A request body of so many bytes that are nowhere at once."""

    def __init__(self, size: int) -> None:
        self.left, self.parts = size, [HEAD + pdf(), TAIL]

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left > 0:
            block = bytes(min(self.left, size if size > 0 else 65536))
            self.left -= len(block)
            return block
        return self.parts.pop() if self.parts else b""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes went into temporary files, part by part."""
    counts: list[int] = []
    write = TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: TemporaryFileUploadHandler, raw_data: bytes, start: int) -> bytes | None:
        counts.append(len(raw_data))
        return write(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    return counts


def request(size: int) -> WSGIRequest:
    """A form with a quota and a file of so many bytes, as it comes from a browser."""
    length = str(len(HEAD) + len(pdf()) + size + len(TAIL))
    body = {"wsgi.input": Endless(size), "CONTENT_LENGTH": length, "CONTENT_TYPE": MULTIPART_CONTENT}
    return WSGIRequest({**RequestFactory().post("/").META, **body})


def test_200_megabytes_are_dropped_and_the_rest_of_the_form_is_there(written: list[int]) -> None:
    got = request(200 * 1024 * 1024)
    assert got.POST["quota"] == "100"
    assert "file" not in got.FILES
    assert getattr(got, "too_big", "") == "file"
    assert 0 < sum(written) <= MAX_BYTES


def test_a_file_within_the_limit_arrives_whole(written: list[int]) -> None:
    got = request(1024 * 1024)
    (file,) = got.FILES.getlist("file")
    assert isinstance(file, UploadedFile)
    assert file.size == sum(written) == len(pdf()) + 1024 * 1024
    assert not hasattr(got, "too_big")
