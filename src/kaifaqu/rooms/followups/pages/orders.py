"""One paper: its words as they stand, what was split from it, and the next matter to be assigned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.cases.models import Origin
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import demo_pill, recent, seat_of, visible
from kaifaqu.rooms.followups.actions import assign
from kaifaqu.rooms.followups.models import Order
from kaifaqu.rooms.followups.pages.desk import lights_of, line_of
from kaifaqu.rooms.followups.pages.fields import DeskForm, form_of, organs_for
from kaifaqu.rooms.followups.pages.steps import item_fields
from kaifaqu.rooms.followups.queries import followed, lines

ASSIGN = "followups.assign"


def order(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper with its matters; whoever may assign does it here, one after the other."""
    subject, seat = visible(request, pk), seat_of(request)
    row = get_object_or_404(Order.objects.select_related("subject__place", "post", "desk"), pk=pk)
    may = reach(seat, ASSIGN).filter(pk=pk).exists()
    form, status = (_form(request), 200) if may else (None, 200)
    if form is not None and request.method == "POST":
        if _assigned(request, row, form):
            return redirect(f"{reverse('followups:order', args=[pk])}#items")
        status = 422
    shown = lights_of(request)
    rows = followed(visible_to(seat)).filter(follow_up__order=pk).order_by("pk")
    context = {
        "title": subject.name,
        "title_src": "sourced",
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "pills": demo_pill(subject),
        "facts": _about(row),
        "words": row.words,
        "rows": [line_of(each, shown) for each in lines(rows, shown)],
        "form": form,
        "names": form.listed if form else [],
        **recent(request, subject),
    }
    return render(request, "followups/order.html", context, status=status)


def _form(request: HttpRequest) -> DeskForm:
    organs = organs_for(seat_of(request))
    made = form_of(item_fields(organs), organs)
    return made(request.POST) if request.method == "POST" else made()


def _assigned(request: HttpRequest, row: Order, form: DeskForm) -> bool:
    """Assign the matter; what is refused stands at its field."""
    if not form.is_valid():
        return False
    values: dict[str, Any] = {name: value for name, value in form.typed().items() if value != []}
    values["lead"] = Ref(values["lead"])
    try:
        with through("page"):
            case = assign(Ref(row.pk), by=seat_of(request), **values)
    except Refusal as refusal:
        form.blame(refusal)
        return False
    messages.success(request, _("已分派：%(number)s %(title)s") % {"number": case.number, "title": case.subject.name})
    return True


def _about(row: Order) -> list[dict[str, Any]]:
    giver = row.giver or (row.post.name if row.post else "")
    files = File.objects.filter(subject=row.pk).order_by("pk")
    return [
        {"label": _("来源"), "text": str(Origin(row.origin).label)},
        *([{"label": _("谁交办的"), "text": giver}] if giver else []),
        {"label": _("日期"), "text": row.day.isoformat(), "src_kind": "sourced"},
        *([{"label": _("文号"), "text": row.document, "src_kind": "sourced"}] if row.document else []),
        *([{"label": _("登记单位"), "text": row.desk.name, "url": url_of(row.desk)}] if row.desk else []),
        *(
            {"label": _("原件"), "text": each.name, "url": reverse("file", args=[each.pk]), "src_kind": "sourced"}
            for each in files
        ),
    ]
