"""Reading codes off what was scanned or photographed: PNG, JPEG, PDF. Hostile files are refused in plain words.

A file is looked at within bounds: so many pixels, so many pages. Nothing here writes anything.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from threading import Lock

import pypdfium2 as pdfium
import zxingcpp
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.files.store import digest_of
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import codes
from kaifaqu.kernel.letters.codes import Code

ENDINGS = (".pdf", ".png", ".jpg", ".jpeg")
HEIC = (".heic", ".heif")
MOST_PIXELS = 64_000_000
"""Of a picture: a phone's best camera takes 50 million, a scanner at 600 dots an inch 35 million for A4."""
MOST_PAGES = 100
LOOKED_AT = 3_200
"""Pixels of the longer side at which a code is looked for: at A4 a code's module then has some six of them."""
DOTS = 150 / 72
"""Pixels a point at which a page of a PDF is drawn: 150 an inch."""
THUMB = (160, 220)
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_pdfium = Lock()  # the library is not made for several threads

DAMAGED = _("“%(name)s”打不开：不是完整的图片或 PDF，请重新拍照或扫描。")
TOO_FINE = _("“%(name)s”的尺寸过大，请降低分辨率后再传（最多 %(most)s 百万像素）。")
TOO_MANY = _("“%(name)s”有 %(pages)s 页，一份最多 %(most)s 页，请拆开后再传。")
LOCKED = _("“%(name)s”加了密码，请去掉密码后再传。")
IPHONE = _("“%(name)s”是 iPhone 的 HEIC 照片，这里打不开。请在“设置 › 相机 › 格式”里选“兼容性最佳”再拍，或先转成 JPG。")
OTHER = _("“%(name)s”不是扫描件：只接收 PDF、PNG 和 JPG。")


@dataclass(frozen=True)
class Sheet:
    """A page of a file, counted from 1, with the codes read on it: ours and right, or ours and wrong."""

    page: int
    code: Code | None = None
    spoilt: bool = False


@dataclass(frozen=True)
class Scan:
    """What was read of a file."""

    name: str
    digest: str
    sheets: tuple[Sheet, ...] = field(default=())

    @property
    def codes(self) -> list[Code]:
        """The codes found, in the order of the pages."""
        return [sheet.code for sheet in self.sheets if sheet.code]


def read(upload: Upload) -> Scan:
    """The codes on every page of a file. Refused: what is no picture or PDF, is damaged, locked or out of bounds."""
    ending = PurePath(upload.name).suffix.lower()
    if ending in HEIC:
        raise Refusal("heic", IPHONE % {"name": upload.name}, field="files")
    if ending not in ENDINGS:
        raise Refusal("file_kind", OTHER % {"name": upload.name}, field="files")
    upload.check("files")
    sheets = tuple(_sheet(number, image) for number, image in enumerate(_images(upload), 1))
    return Scan(upload.name, digest_of(upload), sheets)


def thumbnail(upload: Upload) -> bytes:
    """A small picture of the first page, as PNG."""
    image = next(iter(_images(upload, first=True)))
    image.thumbnail(THUMB)
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _images(upload: Upload, *, first: bool = False) -> Iterator[Image.Image]:
    upload.stream.seek(0)
    content = upload.stream.read()
    if upload.ending == ".pdf":
        yield from _drawn(upload.name, content, first=first)
    else:
        yield _opened(upload)


def _opened(upload: Upload) -> Image.Image:
    upload.stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound below is the narrower one
            image = Image.open(upload.stream)
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("L", (LOOKED_AT, LOOKED_AT))  # a JPEG is read small from the start
        image.load()
        return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        given = {"name": upload.name, "most": MOST_PIXELS // 1_000_000}
        raise Refusal("too_fine", TOO_FINE % given, field="files") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refusal("damaged", DAMAGED % {"name": upload.name}, field="files") from error


def _drawn(name: str, content: bytes, *, first: bool) -> Iterator[Image.Image]:
    with _pdfium:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            words = LOCKED if "password" in str(error).lower() else DAMAGED
            raise Refusal("locked" if words is LOCKED else "damaged", words % {"name": name}, field="files") from error
        try:
            pages = len(document)
            if pages > MOST_PAGES:
                given = {"name": name, "pages": pages, "most": MOST_PAGES}
                raise Refusal("too_many_pages", TOO_MANY % given, field="files")
            if not pages:
                raise Refusal("damaged", DAMAGED % {"name": name}, field="files")
            drawn = [_page(name, document, number) for number in range(1 if first else pages)]
        finally:
            document.close()
    yield from drawn


def _page(name: str, document: pdfium.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number]
        longest = max(page.get_size())
        scale = min(DOTS, LOOKED_AT / longest) if longest > 0 else DOTS
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    except pdfium.PdfiumError as error:
        raise Refusal("damaged", DAMAGED % {"name": name}, field="files") from error
    return image


# ── Codes on a picture ───────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(number: int, image: Image.Image) -> Sheet:
    spoilt = False
    for tried in _tries(image):
        for found in zxingcpp.read_barcodes(tried, formats=QR):
            if code := codes.read(found.text):
                return Sheet(number, code)
            spoilt = spoilt or codes.is_ours(found.text)
        if spoilt:
            break
    return Sheet(number, None, spoilt)


def _tries(image: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then smaller, with more contrast, sharper, larger: what a shaky hand or poor light needs.

    The library itself tries every direction.
    """
    grey = ImageOps.grayscale(image)
    grey.thumbnail((LOOKED_AT, LOOKED_AT))
    yield grey
    clear = ImageOps.autocontrast(grey, cutoff=2)
    yield clear
    yield clear.filter(ImageFilter.GaussianBlur(1.5))
    yield clear.filter(ImageFilter.UnsharpMask(radius=3, percent=200))
    if max(grey.size) < LOOKED_AT:
        yield clear.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
    half = clear.resize((max(1, grey.width // 2), max(1, grey.height // 2)), Image.Resampling.LANCZOS)
    yield half
