"""Stamped paper comes home: bring scans and photographs, see to which letter each belongs, file them."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Refusal, through
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.files.upload import MAX_BYTES, TOO_BIG, Upload
from kaifaqu.kernel.letters import pending, queries, reading, scans
from kaifaqu.kernel.letters.actions import MOST_FILES
from kaifaqu.kernel.letters.models import Letter
from kaifaqu.kernel.letters.scans import Brought
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import seat_of

ACCEPT = ",".join((*reading.ENDINGS, "image/jpeg", "image/png", "application/pdf"))
WAITING = 100
"""Letters that are offered where a code cannot be read: those that wait longest for their reply."""


def bring(request: HttpRequest) -> HttpResponse:
    """The drop zone; what is brought is looked at and kept, and nothing is filed yet."""
    faults: list[str] = []
    if request.method == "POST":
        uploads = [_upload(file) for file in request.FILES.getlist("files")]
        too_big = [TOO_BIG % {"limit": MAX_BYTES // 1024 // 1024}] if getattr(request, "too_big", "") else []
        faults = [str(each) for each in too_big]
        if len(uploads) > MOST_FILES:
            faults = [_("一次最多 %(most)s 个文件，请分几次。") % {"most": MOST_FILES}]
        elif uploads:
            for words in faults:
                messages.error(request, words)
            return redirect("scans:sorted", pending.keep(scans.looked_at(uploads), seat_of(request)))
        elif not faults:
            faults = [_("请选择文件。")]
    context = {
        "title": _("归档回函"),
        "sub": _("盖章的回执拍照或扫描后放到这里，按二维码归到各自的办件。"),
        "crumbs": [{"label": _("函件"), "url": reverse("letters:list")}],
        "accept": ACCEPT,
        "faults": faults,
        "most": MOST_FILES,
        "max_bytes": MAX_BYTES,
    }
    return render(request, "ui/letters/scans.html", context, status=422 if faults else 200)


def _upload(file: Any) -> Upload:
    return Upload(file.name or "", file.size or 0, cast(BinaryIO, file))


def sorted_(request: HttpRequest, key: str) -> HttpResponse:
    """What was brought, by letter; one press files what belongs to one."""
    seat = seat_of(request)
    kept = pending.load(key, seat)
    if kept is None:
        raise Http404
    brought, done = kept
    fault: tuple[str, str] = ("", "")
    if request.method == "POST":
        try:
            filed = _file(request, key, brought, done)
        except Refusal as refusal:
            fault = (request.POST.get("block", ""), str(refusal))
        else:
            messages.success(request, _("已归档到“%(case)s”。") % {"case": filed.case.subject.name})
            return redirect("scans:sorted", key)
    return render(
        request, "ui/letters/sorted.html", _sorted(request, key, brought, done, fault), status=422 if fault[1] else 200
    )


def _file(request: HttpRequest, key: str, brought: list[Brought], done: dict[int, int]) -> Letter:
    """File the named files on the letter that their code, the typed one or the clerk's choice says."""
    seat = seat_of(request)
    numbers = [int(n) for n in request.POST.getlist("n") if n.isdecimal() and int(n) < len(brought)]
    chosen = [brought[n] for n in dict.fromkeys(numbers) if n not in done and brought[n].scan is not None]
    if not chosen:
        raise Refusal("done", _("这些文件已经归档。"))
    stamped = {"yes": True, "no": False}.get(request.POST.get("stamped", ""))
    if stamped is None:
        raise Refusal("stamped", _("请看一下原件，选“有章”还是“没有章”。"))
    letter = _letter(request)
    with through("page"):
        scans.file(letter, chosen, by=seat, stamped=stamped, words=request.POST.get("words", "")[:1000])
    pending.done(key, numbers, letter.case_id)
    return letter


def _letter(request: HttpRequest) -> Letter:
    seat, code, picked = seat_of(request), request.POST.get("code", "").strip(), request.POST.get("letter", "")
    if code:
        return scans.typed(code[:200], seat)[0]
    if not picked:
        raise Refusal("which", _("请输入二维码旁的编码，或选一份等待回函的函件。"))
    found = scans.open_to(seat).filter(pk=int(picked)).first() if picked.isdecimal() and len(picked) < 19 else None
    if found is None:
        raise Refusal("not_found", scans.NOT_YOURS)
    return found


def _sorted(
    request: HttpRequest, key: str, brought: list[Brought], done: dict[int, int], fault: tuple[str, str]
) -> dict[str, Any]:
    seat = seat_of(request)
    left = {id(each): n for n, each in enumerate(brought) if n not in done}
    found = scans.sort([each for n, each in enumerate(brought) if n not in done], seat)
    numbers = {each.upload: n for n, each in enumerate(brought)}
    bundles = [_bundle(key, bundle, [numbers[each.upload] for each in bundle.files], fault) for bundle in found.bundles]
    aside = [_aside(key, each, numbers[each.upload], fault) for each in found.aside]
    cases = Case.objects.filter(pk__in=done.values()).select_related("subject").in_bulk(set(done.values()))
    filed = [
        (brought[n].upload.name, url_of(cases[case].subject), cases[case].subject.name) for n, case in done.items()
    ]
    waiting = queries.letters().filter(pk__in=scans.open_to(seat).values("pk"), replied=False)
    return {
        "title": _("归档回函"),
        "crumbs": [{"label": _("函件"), "url": reverse("letters:list")}],
        "bundles": bundles,
        "aside": aside,
        "filed": filed,
        "left": len(left),
        "waiting": waiting.order_by("due_at", "id")[:WAITING] if any(each["by_hand"] for each in aside) else [],
        "again_url": reverse("scans"),
    }


def _bundle(key: str, bundle: scans.Bundle, numbers: list[int], fault: tuple[str, str]) -> dict[str, Any]:
    letter, block = bundle.letter, f"letter-{bundle.letter.pk}"
    pages = _("、").join(str(page) for page in bundle.pages)
    told = [_("读到第 %(pages)s 页，共 %(of)s 页") % {"pages": pages, "of": bundle.of}]
    if bundle.missing:
        missing = _("、").join(str(page) for page in bundle.missing)
        told.append(_("没有第 %(pages)s 页；只寄回回执页的，不必补") % {"pages": missing})
    if not bundle.in_order:
        told.append(_("页序与原件不同"))
    return {
        "letter": letter,
        "url": reverse("letters:letter", args=[letter.pk]),
        "case_url": url_of(letter.case.subject),
        "told": told,
        "warn": bundle.of in bundle.missing or not bundle.in_order,
        "block": block,
        "files": [(n, each.upload.name, _preview(key, n)) for n, each in zip(numbers, bundle.files, strict=True)],
        "fault": fault[1] if fault[0] == block else "",
    }


def _aside(key: str, each: Brought, number: int, fault: tuple[str, str]) -> dict[str, Any]:
    block = f"file-{number}"
    by_hand = each.readable and each.code != "several"
    return {
        "n": number,
        "name": each.upload.name,
        "why": each.why,
        "by_hand": by_hand,
        "preview": _preview(key, number) if each.scan else "",
        "block": block,
        "fault": fault[1] if fault[0] == block else "",
    }


def _preview(key: str, number: int) -> str:
    return reverse("scans:preview", args=[key, number])


def preview(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A small picture of what was brought, for whoever brought it."""
    kept = pending.load(key, seat_of(request))
    if kept is None or number >= len(kept[0]) or number in kept[1] or kept[0][number].scan is None:
        raise Http404
    try:
        small = reading.thumbnail(kept[0][number].upload)
    except Refusal as refusal:
        raise Http404 from refusal
    response = HttpResponse(small, content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


app_name = "scans"
urlpatterns = [
    path("<slug:key>/", sorted_, name="sorted"),
    path("<slug:key>/<int:number>.png", preview, name="preview"),
]
