from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import queries, reading, scans
from kaifaqu.kernel.letters.actions import accept_reply
from kaifaqu.kernel.letters.codes import Code
from kaifaqu.kernel.letters.filing import file_all
from kaifaqu.kernel.letters.models import Letter, Reply
from tests.cast import Cast
from tests.kernel.cases.matters import Scene, called, scene
from tests.kernel.letters.mail import A4, brought, codes_of, filed, page, photo, sent
from tests.records import refused

pytestmark = pytest.mark.django_db
TURNED = {"fillcolor": 90, "expand": True}


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


@pytest.fixture
def letter(here: Scene) -> Letter:
    return sent(here, called(here))


def noisy(image: Image.Image) -> Image.Image:
    return Image.blend(image, Image.effect_noise(image.size, 90).convert("L"), 0.25)


def tilted(image: Image.Image) -> Image.Image:
    """As from a hand that holds the phone at an angle: the far edge shorter, the near one lower."""
    wide, high = image.size
    corners = (-0.10 * wide, -0.06 * high, -0.02 * wide, 1.04 * high, 1.06 * wide, 1.1 * high, 1.12 * wide, -0.1 * high)
    return image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=90)


SHOTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "flat": lambda image: image,
    "upside down": lambda image: image.rotate(180),
    "on its side": lambda image: image.rotate(90, expand=True),
    "askew": lambda image: image.rotate(17, Image.Resampling.BICUBIC, expand=True, fillcolor=90),
    "out of focus": lambda image: image.filter(ImageFilter.GaussianBlur(2.2)),
    "noisy": noisy,
    "tilted": tilted,
    "dark": lambda image: image.point(lambda value: int(value * 0.22 + 12)),
    "shrunk by a messenger": lambda image: image.resize((905, 1280), Image.Resampling.BILINEAR),
    "askew, blurred, noisy": lambda image: noisy(
        image.rotate(-8, Image.Resampling.BICUBIC, expand=True, fillcolor=120).filter(ImageFilter.GaussianBlur(1.2))
    ),
}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS)
def test_a_photograph_finds_its_letter(letter: Letter, shot: Callable[[Image.Image], Image.Image]) -> None:
    code = codes_of(letter)[-1]
    assert reading.read(photo(shot(page(code)), quality=70)).codes == [code]


def test_each_file_goes_to_the_case_of_its_code(here: Scene) -> None:
    mine, other = sent(here, called(here)), sent(here, called(here))
    shots = [photo(page(codes_of(other)[1]), "b.jpg"), photo(page(codes_of(mine)[1]), "a.png")]
    told = file_all(shots, by=here.caller, stamped=True)
    assert [(each.file, each.filed, each.case) for each in told] == [
        ("b.jpg", True, other.case_id),
        ("a.png", True, mine.case_id),
    ]
    assert [(each.pages, each.missing) for each in told] == [((2,), (1,))] * 2
    assert set(File.objects.values_list("subject", "name")) == {(other.case_id, "b.jpg"), (mine.case_id, "a.png")}
    reply = Reply.objects.get(letter=mine)
    assert (reply.stamped, reply.pages) == (True, [2])
    assert queries.state_of(queries.letters().get(pk=mine.pk)) == queries.REPLIED


def test_pages_are_put_together_and_their_order_is_looked_at(here: Scene, letter: Letter) -> None:
    first, second = codes_of(letter)
    shots = scans.looked_at([photo(page(second), "2.jpg"), photo(page(first), "1.jpg")])
    (bundle,) = scans.sort(shots, here.caller).bundles
    assert (bundle.pages, bundle.missing, bundle.in_order, len(bundle.files)) == ([2, 1], [], False, 2)


def test_a_pdf_is_read_page_by_page(letter: Letter) -> None:
    codes = codes_of(letter)
    scan = reading.read(pdf([page(codes[0]), page(codes[1]), Image.new("L", A4, 255)]))
    assert [sheet.code for sheet in scan.sheets] == [*codes, None]


def test_a_code_of_a_case_that_he_may_not_see_is_refused_like_a_false_one(here: Scene, letter: Letter) -> None:
    genuine, false = codes_of(letter)[1], str(codes_of(letter)[1])[:-1] + "?"
    shots = [photo(page(genuine), "theirs.jpg"), photo(page(false), "false.jpg")]
    theirs, wrong = file_all(shots, by=here.other, stamped=True)
    assert (theirs.code, str(theirs.words)) == (wrong.code, str(wrong.words)) == ("not_found", str(scans.NOT_YOURS))
    assert (theirs.case, theirs.number) == (None, None)
    for text in (str(genuine), str(Code(10**9, 1, 1)), "KFQ1:1:1/1:AAAAAAAA", ""):
        with refused("not_found", field="code"):
            scans.typed(text, here.other)
    assert not Reply.objects.exists()


def test_what_shows_no_code_is_filed_by_the_one_that_is_typed(here: Scene, letter: Letter) -> None:
    blank = photo(Image.new("L", A4, 255), "blank.jpg")
    (told,) = file_all([blank], by=here.caller, stamped=False)
    assert (told.filed, told.code) == (False, "no_code")
    (told,) = file_all([blank], by=here.caller, stamped=False, code=str(codes_of(letter)[1]).lower())
    assert (told.filed, told.case) == (True, letter.case_id)
    assert not Reply.objects.get().stamped


def test_the_same_file_twice_is_told(here: Scene, letter: Letter) -> None:
    shot = photo(page(codes_of(letter)[1]), "reply.jpg")
    first, again = file_all([shot, Upload("copy.jpg", shot.size, shot.stream)], by=here.caller, stamped=True)
    assert (first.filed, again.filed, again.code) == (True, False, "duplicate")
    (later,) = file_all([shot], by=here.caller, stamped=True)
    assert later.code == "duplicate"
    with refused("duplicate", field="files"):
        filed(here, letter, files=[shot])
    assert Reply.objects.count() == 1


def test_two_letters_in_one_pdf_are_to_be_parted(here: Scene) -> None:
    codes = [codes_of(sent(here, called(here)))[1] for _ in range(2)]
    (told,) = file_all([pdf([page(code) for code in codes])], by=here.caller, stamped=True)
    assert told.code == "several"


def huge() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def locked() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<"
        + b"41" * 32
        + b">/U<"
        + b"42" * 32
        + b">>>endobj\ntrailer<</Root 1 0 R/Encrypt 4 0 R/ID[<41><41>]>>\n%%EOF"
    )


def pdf(images: list[Image.Image], name: str = "scan.pdf") -> Upload:
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=150)
    return brought(name, out.getvalue())


def long_pdf() -> bytes:
    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for _ in range(300):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "text as photo": ("a.jpg", lambda: b"no photo at all", "file_content"),
    "torn photo": ("a.jpg", lambda: photo(page("x")).stream.read()[:900], "damaged"),
    "empty": ("a.png", lambda: b"", "file_empty"),
    "huge": ("a.png", huge, "too_fine"),
    "iPhone": ("a.HEIC", lambda: b"\0\0\0\x18ftypheic", "heic"),
    "word": ("a.docx", lambda: b"PK", "file_kind"),
    "torn PDF": ("a.pdf", lambda: b"%PDF-1.7\nnothing", "damaged"),
    "locked PDF": ("a.pdf", locked, "locked"),
    "300 pages": ("a.pdf", long_pdf, "too_many_pages"),
}


@pytest.mark.parametrize(("name", "content", "code"), BAD.values(), ids=BAD)
def test_bad_files_are_refused_and_nothing_else_is_lost(
    here: Scene, letter: Letter, name: str, content: Callable[[], bytes], code: str
) -> None:
    good = photo(page(codes_of(letter)[1]), "good.jpg")
    told, other = file_all([brought(name, content()), good], by=here.caller, stamped=True)
    assert (told.filed, told.code, other.filed) == (False, code, True)
    assert str(told.words)


# ── And becomes an answer ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_answers_nothing_until_the_sender_takes_it_as_the_answer(here: Scene, letter: Letter) -> None:
    reply = filed(here, letter)
    ask = Ask.objects.get(case=letter.case_id, organ=here.lead.organ)
    assert ask.answered_at is None
    with refused("not_sender"):
        accept_reply(Ref(letter.case_id), by=here.lead, reply=reply.pk, verdict="sign", words="已签收")
    accept_reply(Ref(letter.case_id), by=here.caller, reply=reply.pk, verdict="sign", words="已签收")
    ask.refresh_from_db()
    assert (ask.verdict, ask.words) == ("sign", f"已签收（依据：{letter.number}回函）")
    with refused("plan", field="verdict"):
        accept_reply(Ref(letter.case_id), by=here.caller, reply=reply.pk, verdict="plan", words="三个月内")
    with refused("verdict", field="verdict"):
        accept_reply(Ref(letter.case_id), by=here.caller, reply=reply.pk, verdict="confirmed", words="好了")
    accept_reply(Ref(letter.case_id), by=here.caller, reply=reply.pk, verdict="resolved", words="已回填")
    with refused("answered"):
        accept_reply(Ref(letter.case_id), by=here.caller, reply=reply.pk, verdict="resolved", words="已回填")
