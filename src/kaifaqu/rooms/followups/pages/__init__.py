"""The pages of this room: the desk, a paper, units, a unit's own view, the leader's page, and a form for every step."""

from __future__ import annotations

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.ui.cases.extras import add_box
from kaifaqu.kernel.ui.labels import name_fields, name_kind
from kaifaqu.kernel.ui.links import page_of
from kaifaqu.kernel.ui.pages import offered_elsewhere
from kaifaqu.rooms.followups.models import Order, Said
from kaifaqu.rooms.followups.pages.batch import urge
from kaifaqu.rooms.followups.pages.box import boxes
from kaifaqu.rooms.followups.pages.desk import desk
from kaifaqu.rooms.followups.pages.intake import autosave, photo, review, start
from kaifaqu.rooms.followups.pages.leader import leader
from kaifaqu.rooms.followups.pages.orders import order
from kaifaqu.rooms.followups.pages.slips import slips
from kaifaqu.rooms.followups.pages.steps import step
from kaifaqu.rooms.followups.pages.units import mine, table, unit
from kaifaqu.rooms.followups.pages.why import light

offered_elsewhere(
    "followups.assign", "followups.split_item", "followups.report_item", "followups.explain_delay"
)  # each has a form of its own, in the desk's words
add_box(boxes)
page_of(Order.KIND, lambda subject: reverse("followups:order", args=[subject.pk]))
name_kind(Order.KIND, gettext_lazy("交办来源"))
name_fields("report", lambda key: _("报告"), lambda value: str(dict(Said.choices).get(value, "")))
name_fields("order", lambda key: _("已分派事项"), lambda value: value)

app_name = "followups"
urlpatterns = [
    path("", desk, name="desk"),
    path("urge/", urge, name="batch"),
    path("slips/", slips, name="slips"),
    path("units/", table, name="units"),
    path("units/<int:pk>/", unit, name="unit"),
    path("mine/", mine, name="mine"),
    path("leader/", leader, name="leader"),
    path("intake/", start, name="intake"),
    path("intake/<slug:key>/", review, name="intake_review"),
    path("intake/<slug:key>/save/", autosave, name="intake_save"),
    path("intake/<slug:key>/photo/", photo, name="intake_photo"),
    path("orders/<int:pk>/", order, name="order"),
    path("<int:pk>/why/", light, name="why"),
    path("<int:pk>/<slug:key>/", step, name="step"),
]
