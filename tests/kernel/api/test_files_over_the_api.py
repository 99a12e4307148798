from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.upload import MAX_BYTES
from kaifaqu.kernel.subjects.models import Subject
from tests.cast import Cast
from tests.kernel.api.callers import As
from tests.kernel.api.examples import path_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def send(client: Client, cast: Cast, name: str, content: bytes, **more: object) -> Any:
    body = {"quota": "90", "on": "2020-08-15", "file": SimpleUploadedFile(name, content), **more}
    return client.post(path_of("institutions.change_quota", cast.zone_a.pk), body)


def test_an_act_brings_its_file_in_the_same_request(cast: Cast, clerk: Client) -> None:
    answer = send(clerk, cast, "批复.pdf", PDF, basis="", seen=Subject.objects.get(pk=cast.zone_a.pk).seq)
    assert answer.status_code == 201, answer.content.decode()
    kept = File.objects.get()
    assert (kept.name, kept.subject_id, kept.act_seq) == ("批复.pdf", cast.zone_a.pk, answer.json()["act"]["seq"])


def test_a_kept_file_is_listed_and_comes_back_byte_for_byte(cast: Cast, clerk: Client) -> None:
    send(clerk, cast, "批复.pdf", PDF)
    (file,) = clerk.get(f"/api/subjects/{cast.zone_a.pk}").json()["files"]
    answer: Any = clerk.get(f"/api/files/{file['id']}")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_on_what_one_may_not_see_is_not_found(cast: Cast, clerk: Client, as_seat: As) -> None:
    send(clerk, cast, "批复.pdf", PDF)
    in_zone_a, file = as_seat(cast.zone_clerk), File.objects.get()
    assert in_zone_a.get(f"/api/files/{file.pk}").status_code == 200
    clerk.post(
        path_of("institutions.set_area", cast.zone_b.pk),
        {"km2": "1", "on": "2020-08-15", "file": SimpleUploadedFile("图.pdf", PDF)},
    )
    assert in_zone_a.get(f"/api/files/{File.objects.latest('id').pk}").status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_changes(cast: Cast, clerk: Client) -> None:
    seq = Subject.objects.get(pk=cast.zone_a.pk).seq
    answer = send(clerk, cast, "批复.pdf", b"MZ\x90\x00 a program")
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["field"]) == ("file_content", "file")
    assert Subject.objects.get(pk=cast.zone_a.pk).seq == seq
    assert not File.objects.exists()


def test_a_file_past_the_limit_is_too_large(cast: Cast, clerk: Client) -> None:
    answer = send(clerk, cast, "批复.pdf", PDF + bytes(MAX_BYTES))
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (413, "file_too_big", "file")


def test_text_where_a_file_belongs_and_a_file_where_text_does_are_faults(cast: Cast, clerk: Client) -> None:
    path = path_of("institutions.change_quota", cast.zone_a.pk)
    body = {"quota": "x", "on": "", "file": "a.pdf", "basis": SimpleUploadedFile("a.pdf", PDF), "other": "1"}
    answer = clerk.post(path, body)
    assert answer.status_code == 422
    assert answer.json()["faults"].keys() == {"quota", "on", "file", "basis", "other"}


def test_a_form_that_breaks_off_is_refused(cast: Cast, clerk: Client) -> None:
    path = path_of("institutions.change_quota", cast.zone_a.pk)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = clerk.generic("POST", path, b"--x\r\nContent-Disposition: form-data; name=", content_type=kind)
        assert answer.status_code == 422, json.loads(answer.content)


def test_an_act_that_may_bring_a_file_also_takes_json_without_one(cast: Cast, clerk: Client) -> None:
    path = path_of("institutions.change_quota", cast.zone_a.pk)
    assert clerk.post(path, {"quota": 1, "on": "2020-08-15"}, content_type="application/json").status_code == 201
