"""Importing a file over the API: a dry run that says everything that is wrong, or the one act."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaifaqu.kernel.actions import BadInput, NotFound, Refusal, through
from kaifaqu.kernel.api.acts import Done, latest_of
from kaifaqu.kernel.api.problems import ACTING, BadCell, BadRows, declared, file_too_big
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import NUL, Id
from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.faults import Fault, lang
from kaifaqu.kernel.imports.kinds import ImportKind, all_kinds
from kaifaqu.kernel.imports.reviews import Reviewed
from kaifaqu.kernel.organs.models import Place

TOLD = 1_000
router = Router()


class Report(Schema):
    """What a file would do: rows by verdict, what is wrong, and the key by which it can be imported for a day."""

    review: str
    file: str
    counts: dict[str, int] = Field(description="Rows by verdict: new, changed, unchanged, bad")
    digest: str
    units: dict[str, str]
    unknown: list[str] = Field(description="Titles of columns that were not read")
    stamp: str = Field(description="What the registry held when the rows were judged, as the ledger's own stamp")
    faults: int = Field(description="How many things are wrong; `rows` holds the first 1,000")
    rows: list[BadCell]


class Imported(Done):
    """An import done and recorded, with what was left out of it."""

    report: Report


class Asked(Schema):
    """What is asked for besides the file."""

    pasted: str = Field("", description="Instead of a file: lines of cells between tabs, the header first")
    dry_run: bool = Field(True, description="Check and count, write nothing")
    leave_bad: bool = Field(False, description="Import the good rows where others are bad")
    basis: str = Field("", max_length=500)
    units: str = Field("", description="The units of columns, as area=mu,budget=yuan_wan")


@router.post(
    "/imports/{kind}/{int:subject}",
    operation_id="import",
    url_name="import",
    summary=_("批量导入"),  # type: ignore[arg-type]  # translated when the document is asked for
    tags=["imports"],
    response={200: Report, 201: Imported, **declared(*ACTING)},
)
def bring(
    request: HttpRequest,
    kind: Annotated[str, Field(max_length=60)],
    subject: Id,
    asked: Form[Asked],
    file: File[UploadedFile | None] = None,
) -> Status[dict[str, Any]]:
    """Check a file for import into a place; unless it is a dry run, import it in one act."""
    found = all_kinds().get(kind)
    by = caller(request)
    home = Place.objects.select_related("subject").filter(pk=subject).first()
    if found is None or home is None or not found.may(by, subject):
        raise NotFound
    if too_big := getattr(request, "too_big", ""):
        raise file_too_big(too_big)
    made = service.review(found, home, _brought(file, asked), by=by, units=units_of(asked.units))
    report = _report(made, found)
    if asked.dry_run:
        return Status(200, report)
    with through("api"):
        try:
            with transaction.atomic():
                service.carry_out(made, by=by, leave_bad=asked.leave_bad, basis=asked.basis)
                done = latest_of(subject)
        except Refusal as refusal:
            raise BadRows(refusal, report["rows"]) if refusal.code == "bad_rows" else refusal from refusal
    return Status(201, {**done, "report": report})


def _brought(file: UploadedFile | None, asked: Asked) -> service.Brought:
    if (file is None) == (not asked.pasted):
        raise BadInput({"file": _("请选择文件，或粘贴内容；只能选一样。")})
    if file is None:
        return service.Brought("", asked.pasted.encode(errors="replace"))
    file.seek(0)
    return service.Brought(file.name or "file", file.read())


def units_of(written: str) -> dict[str, str]:
    """The unit of each column, as area=mu,budget=yuan_wan names them."""
    if "\x00" in written:
        raise BadInput({"units": NUL})
    pairs = (each.partition("=") for each in written.split(",") if each.strip())
    return {column.strip(): unit.strip() for column, _sign, unit in pairs}


def _report(made: Reviewed, kind: ImportKind) -> dict[str, Any]:
    rows = [_cell(fault, kind) for fault in reviews.faults_of(made)[:TOLD]]
    told = {name: getattr(made, name) for name in ("file", "counts", "digest", "units", "unknown", "stamp")}
    return {**told, "review": made.key, "faults": made.faulty, "rows": rows}


def _cell(fault: Fault, kind: ImportKind) -> dict[str, object]:
    column = kind.column(fault.column)
    title = column.title.text(lang()) if column else ""
    return {"row": fault.row, "column": fault.column, "title": title, "code": fault.code, "words": fault.words()}
