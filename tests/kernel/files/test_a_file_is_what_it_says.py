from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.store import path_of
from kaifaqu.kernel.files.upload import MAX_BYTES, MEDIA_TYPES, Upload
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import Cast
from tests.kernel.files.samples import GOOD, archive, later, pdf, png, upload
from tests.records import refused

DAY = date(2020, 8, 15)
PROGRAM = b"MZ" + bytes(62) + b"PE\0\0" + bytes(200)
BAD = {
    "a program called pdf": ("x.pdf", PROGRAM, "file_content"),
    "a program": ("x.exe", PROGRAM, "file_kind"),
    "a picture called pdf": ("x.pdf", png(), "file_content"),
    "a pdf called picture": ("x.png", pdf(), "file_content"),
    "some archive called docx": ("x.docx", archive("a.txt"), "file_content"),
    "a sheet called docx": ("x.docx", GOOD["表.xlsx"], "file_content"),
    "an archive that is none": ("x.docx", b"PK\3\4" + bytes(60), "file_content"),
    "a cut-off document": ("x.docx", GOOD["文.docx"][:-10], "file_content"),
    "an archive of a later version": ("x.docx", later(GOOD["文.docx"]), "file_content"),
    "an empty file": ("x.pdf", b"", "file_empty"),
    "a page with scripts": ("x.html", b"<script>", "file_kind"),
    "a picture with scripts": ("x.svg", b"<svg/>", "file_kind"),
    "a file without ending": ("pdf", pdf(), "file_kind"),
    "a file with two endings": ("x.pdf.exe", pdf(), "file_kind"),
    "a name that cannot be kept": ("a\0.pdf", pdf(), "file_name"),
}


def sign(cast: Cast, file: Upload) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY, file=file)


@pytest.mark.django_db
@pytest.mark.parametrize("name", GOOD)
def test_a_good_one_is_kept_by_its_digest_which_the_trail_holds(cast: Cast, home: Path, name: str) -> None:
    sign(cast, upload(name, GOOD[name]))
    file = File.objects.get(subject=cast.zone_a.pk)
    digest = "sm3:" + hashlib.new("sm3", GOOD[name]).hexdigest()
    entry = Entry.objects.filter(subject=cast.zone_a.pk).latest("seq")
    assert (file.name, file.size, file.digest) == (name, len(GOOD[name]), digest)
    assert file.media_type == MEDIA_TYPES["." + name.lower().rpartition(".")[2]]
    assert (file.act_subject, file.act_seq) == (cast.zone_a.pk, entry.seq)
    assert json.loads(entry.body)["changes"][-1] == {
        "field": "file",
        "old": None,
        "new": {"name": name, "digest": digest},
    }
    assert path_of(digest).read_bytes() == GOOD[name]
    assert path_of(digest).is_relative_to(home)


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_a_bad_one_is_refused_in_plain_words_and_nothing_changes(cast: Cast, home: Path, case: str) -> None:
    name, content, code = BAD[case]
    with refused(code, field="file"):
        sign(cast, upload(name, content))
    assert not home.exists()


@pytest.mark.django_db
def test_one_that_is_too_big_is_refused_before_it_is_read(cast: Cast, home: Path) -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("nobody should read this")

    with refused("file_too_big", field="file"):
        sign(cast, Upload("x.pdf", MAX_BYTES + 1, Unreadable()))
    assert not home.exists()


@pytest.mark.django_db
def test_one_of_just_the_limit_is_kept(cast: Cast, home: Path) -> None:
    content = pdf().ljust(MAX_BYTES, b" ")
    sign(cast, upload("x.pdf", content))
    assert File.objects.get(subject=cast.zone_a.pk).size == MAX_BYTES


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_with_an_act_that_is_refused_no_row_stays(cast: Cast) -> None:
    with refused("nothing_changes"):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=168, on=DAY)
    with refused("before_creation", field="on"):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=1, on=date(1999, 1, 1), file=upload("x.pdf", pdf()))
    assert not File.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_the_same_bytes_twice_are_kept_once(cast: Cast) -> None:
    for quota, name in ((100, "a.pdf"), (90, "b.pdf")):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=quota, on=DAY, file=upload(name, pdf()))
    digests = set(File.objects.values_list("digest", flat=True))
    assert (File.objects.count(), len(digests)) == (2, 1)
    folder = path_of(digests.pop()).parents[1]
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_a_long_name_keeps_its_end_in_row_and_trail(cast: Cast) -> None:
    sign(cast, upload("很" * 300 + ".pdf", pdf()))
    name = File.objects.get().name
    assert len(name) == 200
    assert name.endswith("很.pdf")
    assert name in Entry.objects.filter(subject=cast.zone_a.pk).latest("seq").body


@given(st.binary(max_size=300), st.sampled_from(sorted(MEDIA_TYPES)))
def test_whatever_bytes_come_they_are_taken_or_refused(content: bytes, ending: str) -> None:
    try:
        upload(f"x{ending}", content).check("file")
    except Refusal as refusal:
        code = refusal.code
    else:
        code = ""
    assert code in ({"file_empty"} if not content else {"", "file_content"})


@given(st.integers(0), st.integers(0, 255), st.sampled_from(["文.docx", "表.xlsx", "版.ofd"]))
def test_a_damaged_document_is_taken_or_refused(place: int, byte: int, name: str) -> None:
    content = bytearray(GOOD[name])
    content[place % len(content)] = byte
    try:
        upload(name, bytes(content)).check("file")
    except Refusal as refusal:
        code = refusal.code
    else:
        code = ""
    assert code in {"", "file_content"}
