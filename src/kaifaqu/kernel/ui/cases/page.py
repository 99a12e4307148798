"""One case on one page: where it stands, who holds it, what happened, and what this seat may do now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.ui.cases.extras import boxes_of
from kaifaqu.kernel.ui.labels import name_kind
from kaifaqu.kernel.ui.links import page_of
from kaifaqu.kernel.ui.pages import acts_box, demo_pill, recent, visible


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case, for whoever was asked, called for it or was told of it."""
    subject = visible(request, pk)
    found = Case.objects.select_related("subject__place", "holder").filter(pk=subject.pk).first()
    if found is None:
        raise Http404
    holder = found.holder.name if found.holder else "—"
    context = {
        "title": subject.name,
        "pills": [{"kind": "plain", "text": found.get_status_display()}, *demo_pill(subject)],
        "facts": [{"label": _("内容"), "text": found.words}, {"label": _("现在在谁手里"), "text": holder}],
        "boxes": [*acts_box(request, subject), *boxes_of(request, found)],
        **recent(request, subject),
    }
    return render(request, "ui/detail.html", context)


page_of(Case.KIND, lambda subject: reverse("case", args=[subject.pk]))
name_kind(Case.KIND, _("办件"))
