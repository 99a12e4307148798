"""Intake: paste a text, drop a file or a photo; see it as matters beside its words; confirm; it is sent out."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import BadInput, NotFound, Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import MEDIA_TYPES, Upload
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.forms import UploadField
from kaifaqu.kernel.ui.pages import files_of, seat_of, will
from kaifaqu.rooms.followups.actions import assign, take_in_order
from kaifaqu.rooms.followups.actions.taking import read_limit
from kaifaqu.rooms.followups.models import Kind, Order
from kaifaqu.rooms.followups.pages.intake_rows import (
    Drawing,
    Names,
    add,
    day_of,
    drawn_source,
    leave_out,
    merge,
    part,
    rows_of,
    taken_over,
)
from kaifaqu.rooms.followups.queries import drafts
from kaifaqu.rooms.followups.queries.drafts import Draft, Row
from kaifaqu.rooms.followups.queries.intake import FAULTS, Brought, Desk, refuse_secret, text_of
from kaifaqu.rooms.followups.rules import reading, seeing

TAKE_IN = "followups.take_in_order"
ACCEPT = ",".join(reading.ENDINGS)
ROWS = 200


def desk_of(request: HttpRequest) -> Desk:
    """The desk at which the person takes papers in; nobody else finds this page."""
    place = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    seat = seat_of(request)
    if place is None or not reach(seat, TAKE_IN).filter(pk=place.pk).exists():
        raise Http404
    return Desk(seat, place)


# ── Bringing it ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Bring(forms.Form):
    """A text, or a file; both where a photo is brought and somebody types what it says."""

    words = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 9}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["words"].label = _("粘贴文字")
        self.fields["words"].help_text = _("纪要、批示、交办单、分工表、微信聊天，整段贴进来")
        hint = _("docx、pdf、txt、照片（png、jpg），不超过 20 MB；可以直接拖到这里")
        self.fields["file"] = UploadField(accept=ACCEPT, label=_("或者选文件、拍照片"), required=False, help_text=hint)
        for field in self.fields.values():
            field.plain = True  # type: ignore[attr-defined]  # one of two: neither "optional" nor required

    def clean(self) -> dict[str, Any]:
        """Something was brought."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("file") and not (found.get("words") or "").strip() and not self.errors:
            self.add_error("words", _("请粘贴文字，或者选一个文件。"))
        return found


def start(request: HttpRequest) -> HttpResponse:
    """The box; what is brought is split and kept as a draft, and nothing else happens."""
    desk, form = desk_of(request), Bring()
    if request.method == "POST":
        form = Bring(request.POST, files_of(request))
        if form.is_valid() and (draft := _begun(desk, form)):
            return redirect("followups:intake_review", draft.key)
    kept = [
        {
            "url": reverse("followups:intake_review", args=[each.key]),
            "title": _title(each),
            "at": each.at,
            "n": len(each.open),
        }
        for each in drafts.all_of(desk.actor)
    ]
    context = {
        "title": _("收件拆分"),
        "sub": _("贴进来的文字先拆成一项一项，您看过、改过、确认以后才下达。"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "form": form,
        "drafts": kept,
        "sees": seeing.can_see(),
    }
    return render(request, "followups/intake_start.html", context, status=422 if form.errors else 200)


def _told(draft: Draft) -> dict[str, Any]:
    return {"title": _title(draft), "at": draft.at, "n": len(draft.open)}


def _title(draft: Draft) -> str:
    first = next((line.strip() for line in draft.text.splitlines() if line.strip()), "")
    return first[:40] or draft.file or _("没有文字的草稿")


def _begun(desk: Desk, form: Bring) -> Draft | None:
    """Read and split what was brought, and keep it; what is refused stands at its field, the typed text in its box."""
    upload, typed = form.cleaned_data.get("file"), reading.cleaned(form.cleaned_data["words"])
    try:
        refuse_secret(typed, field="words")
        if len(typed.encode(errors="replace")) > reading.MOST:
            raise Refusal("too_long", FAULTS["too_long"], field="words")
        brought = _read(upload, typed)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.words))
        return None
    return drafts.begin(made_draft(desk, brought, upload.name if upload else ""), _bytes(upload))


def _read(upload: Upload | None, typed: str) -> Brought:
    """What is split: the file's words; typed ones go before what a photo is read as."""
    if upload is None:
        return Brought(typed)
    if upload.ending in reading.PHOTOS:
        return Brought(typed) if typed.strip() else text_of(upload)
    found = text_of(upload)
    return Brought(f"{typed.strip()}\n{found.words}" if typed.strip() else found.words)


def _bytes(upload: Upload | None) -> bytes | None:
    if upload is None:
        return None
    upload.stream.seek(0)
    return upload.stream.read()


def made_draft(desk: Desk, brought: Brought, file: str) -> Draft:
    """A text as a draft: its matters, what is none, and what it says of itself."""
    found = desk.split(brought.words)
    names, head = Names(desk), found.head
    rows = rows_of(found, names)[:ROWS] or [Row(1, [], "")]
    return Draft(
        key=drafts.new_key(),
        owner=drafts.owner_of(desk.actor),
        place=desk.place.pk,
        text=brought.words,
        file=file,
        from_photo=brought.from_photo,
        origin=head.origin or Origin.INSTRUCTION.value if len(rows) == 1 else head.origin or Origin.MEETING.value,
        giver=head.by[:60],
        document=head.number[:80],
        day=(head.day or today()).isoformat(),
        rows=rows,
        aside=[[rest.span.start, rest.span.end, rest.why] for rest in found.rest],
    )


# ── Looking it over ──────────────────────────────────────────────────────────────────────────────────────────────────


def _draft(request: HttpRequest, desk: Desk, key: str) -> Draft:
    try:
        found = drafts.find(key, desk.actor)
    except drafts.Gone as gone:
        raise Http404 from gone
    if found.place != desk.place.pk:
        raise Http404
    return found


def review(request: HttpRequest, key: str) -> HttpResponse:
    """The text beside its matters; every button keeps what was typed."""
    desk = desk_of(request)
    try:
        draft = _draft(request, desk, key)
    except drafts.Sending as busy:
        messages.info(request, str(busy.words))
        return redirect("followups:intake")
    names = Names(desk)
    if request.method != "POST":
        return _page(request, draft, names)
    taken_over(draft, request.POST.dict(), names)
    do, _colon, about = request.POST.get("do", "save").partition(":")
    if do == "drop":
        drafts.drop(draft)
        messages.success(request, _("草稿已经删除。"))
        return redirect("followups:intake")
    if do == "send":
        return _sent(request, draft, names, leave_bad=about == "good")
    near = _done(draft, do, about, names)
    drafts.keep(draft)
    return redirect(f"{reverse('followups:intake_review', args=[key])}{f'#row-{near}' if near else ''}")


def _done(draft: Draft, do: str, about: str, names: Names) -> int:
    """What a button does to the list; the matter that is looked at next."""
    number = int(about) if about.isdecimal() else 0
    if do == "merge":
        return merge(draft, number)
    if do == "part":
        return part(draft, number, names)
    if do == "out":
        leave_out(draft, number)
    if do == "add" and len(draft.rows) < ROWS and not draft.order:
        return add(draft, about, names)
    return 0


def autosave(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what is being typed, and say the days that limits come to."""
    desk = desk_of(request)
    try:
        draft = _draft(request, desk, key)
    except drafts.Sending:
        return HttpResponse(status=204)
    names = Names(desk)
    taken_over(draft, request.POST.dict(), names)
    drafts.keep(draft)
    drawing = Drawing(draft, names)
    dues = [{"id": row.id, "words": drawing.due_words(row)} for row in draft.open]
    return render(request, "followups/_intake_saved.html", {"at": draft.at, "dues": dues})


def photo(request: HttpRequest, key: str) -> HttpResponse:
    """The photo that a draft came from, for whoever brought it."""
    draft = _draft(request, desk_of(request), key)
    data, ending = drafts.upload_of(draft), reading.ending_of(draft.file)
    if data is None or ending not in reading.PHOTOS:
        raise Http404
    response = HttpResponse(data, content_type=MEDIA_TYPES[ending])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: HttpRequest, draft: Draft, names: Names, status: int = 200) -> HttpResponse:
    drawing = Drawing(draft, names)
    rows = list(drawing.rows())
    done = [each for each in rows if each["row"].case]
    bad = sum(1 for each in draft.open if each.faults)
    context = {
        "title": _("核对拆分结果") if draft.open else _("已经下达"),
        "crumbs": [
            {"label": _("督办台"), "url": reverse("followups:desk")},
            {"label": _("收件拆分"), "url": reverse("followups:intake")},
        ],
        "draft": draft,
        "source": drawn_source(draft),
        "photo": reverse("followups:intake_photo", args=[draft.key]) if _has_photo(draft) else "",
        "rows": rows,
        "done": done,
        "open": len(draft.open),
        "good": len(draft.open) - bad if bad else 0,
        "bad": bad,
        "origins": [
            {"value": o.value, "label": o.label, "chosen": o.value == draft.origin}
            for o in Origin
            if o not in (Origin.WHISTLE, Origin.TASK, Origin.FINDING)
        ],
        "organs": list(names.labels.values()),
        "will": will(request, "followups.assign"),
        "order_url": reverse("followups:order", args=[draft.order]) if draft.order else "",
        "save_url": reverse("followups:intake_save", args=[draft.key]),
        "sees": seeing.can_see(),
        "today": today().isoformat(),
    }
    return render(request, "followups/intake.html", context, status=status)


def _has_photo(draft: Draft) -> bool:
    return reading.ending_of(draft.file) in reading.PHOTOS


# ── Sending it out ───────────────────────────────────────────────────────────────────────────────────────────────────


def _sent(request: HttpRequest, draft: Draft, names: Names, *, leave_bad: bool) -> HttpResponse:
    """Take the paper in and assign its matters: all, or where the person says so those without a fault."""
    _check(draft, names)
    faulty = [row for row in draft.open if row.faults]
    if draft.faults or not draft.open or (faulty and not leave_bad):
        drafts.keep(draft)
        return _page(request, draft, names, status=422)
    seat = seat_of(request)
    with drafts.sending(draft) as save, through("page"):
        if draft.order or _taken_in(draft, seat):
            save()
            for row in [each for each in draft.open if not each.faults]:
                _assigned(draft, row, names, seat)
                save()
    sent = sum(1 for row in draft.rows if row.case)
    if draft.open or draft.faults:
        return _page(request, draft, names, status=422)
    messages.success(request, _("已下达 %(n)s 项。") % {"n": sent})
    return redirect("followups:intake_review", draft.key)


def _check(draft: Draft, names: Names) -> None:
    """What can be told to be wrong before anything is sent: every fault of every matter at once."""
    draft.faults = {}
    if draft.origin not in Origin.values:
        draft.faults["origin"] = _("请选来源。")
    day = day_of(draft)
    if day is None or day > today():
        draft.faults["day"] = _("写成 2026-11-30 这样，不能晚于今天。")
    for row in draft.open:
        row.faults = dict(_faults(draft, row, names))


def _faults(draft: Draft, row: Row, names: Names) -> Any:
    if len(row.words) < 2:
        yield "words", _("请写事项内容，或者点“不列”。")
    lead = names.read(row.lead)
    if lead is None:
        yield (
            "lead",
            _("没有这个单位，请从列表里选：%(name)s") % {"name": row.lead} if row.lead else _("请选牵头单位。"),
        )
    unknown = [name for name, pk in names.several(row.assists) if pk is None]
    if unknown:
        yield "assists", _("认不出：%(names)s。改成列表里的名称，或者删去。") % {"names": _("、").join(unknown)}
    due = names.desk.due(row.limit, day_of(draft)) if row.limit else None
    if row.limit and due is None:
        yield "limit", _("推算不出日期，请写成 2026-12-01 这样，或者清空。")
    elif due is not None and due < today():
        yield "limit", _("%(day)s 已经过了，请改时限。") % {"day": due.isoformat()}


def _taken_in(draft: Draft, seat: Seat) -> bool:
    """The paper itself, with the file that it came as; its faults stand at its fields."""
    words = draft.text.strip() or "\n".join(row.words for row in draft.rows)
    try:
        order: Order = take_in_order(
            Ref(draft.place),
            by=seat,
            origin=Origin(draft.origin),
            words=words,
            day=date.fromisoformat(draft.day),
            giver=draft.giver,
            document=draft.document,
            file=_paper(draft),
        )
    except Refusal as refusal:
        draft.faults = _faults_of(refusal)
        return False
    draft.order = order.pk
    return True


def _paper(draft: Draft) -> Upload | None:
    """The file as an attachment; a text file is told in the words already."""
    data = drafts.upload_of(draft)
    if data is None or reading.ending_of(draft.file) not in MEDIA_TYPES:
        return None
    return Upload(draft.file, len(data), io.BytesIO(data))


def _assigned(draft: Draft, row: Row, names: Names, seat: Seat) -> None:
    """One matter; what is refused stands beside it, and it stays in the draft."""
    lead = names.read(row.lead)
    assists = list(dict.fromkeys(pk for _name, pk in names.several(row.assists) if pk and pk != lead))
    try:
        case: Case = assign(
            Ref(draft.order),
            by=seat,
            words=row.words,
            lead=Ref(lead or 0),
            assists=assists,
            kind=Kind(row.kind),
            limit=_limit(draft, row, names),
        )
    except NotFound:
        row.faults = {"lead": _("这个单位已经撤销，或者您不能交办给它。")}
    except Refusal as refusal:
        row.faults = _faults_of(refusal)
    else:
        row.case, row.number, row.faults = case.pk, case.number, {}


def _limit(draft: Draft, row: Row, names: Names) -> str:
    """The limit in its words, where today they come to the same day as from the paper's; else that day."""
    due = names.desk.due(row.limit, day_of(draft))
    if due is None:
        return ""
    try:
        found = read_limit(row.limit, Kind(row.kind), today(), names.desk.place, Drawing(draft, names).book)
    except Refusal:
        return due.isoformat()
    return row.limit if found is not None and found.day == due else due.isoformat()


def _faults_of(refusal: Refusal) -> dict[str, str]:
    if isinstance(refusal, BadInput):
        return {field: str(words) for field, words in refusal.faults.items()}
    return {refusal.field or "words": str(refusal.words)}
