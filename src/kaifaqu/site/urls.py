"""Every address. The permission table names each of them."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from kaifaqu.kernel.api.building import build
from kaifaqu.kernel.ui import calendars, scans
from kaifaqu.kernel.ui import pages as ui
from kaifaqu.kernel.ui.cases.inbox import inbox
from kaifaqu.kernel.ui.cases.page import case
from kaifaqu.kernel.ui.cases.pickers import organs
from kaifaqu.kernel.ui.cases.starting import start
from kaifaqu.kernel.ui.posts.deputies import deputies
from kaifaqu.kernel.ui.posts.handover import handover, handover_paper, handovers, sealed
from kaifaqu.rooms.followups.api import router as followups_api
from kaifaqu.rooms.institutions.api import router as institutions_api
from kaifaqu.rooms.reform.api import router as reform_api
from kaifaqu.site import homes, pages

api = build({"/institutions": institutions_api, "/reform": reform_api, "/followups": followups_api})

urlpatterns = [
    path("", homes.home, name="home"),
    path("sign-in/", pages.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("language/", set_language, name="set_language"),
    path("seat/", pages.switch_seat, name="switch_seat"),
    path("records/", pages.latest_records, name="records"),
    path("search/", ui.search, name="search"),
    path("subjects/<int:pk>/", ui.subject_page, name="subject"),
    path("subjects/<int:pk>/history/", ui.history_page, name="history"),
    path("subjects/<int:pk>/facts/<slug:key>/", ui.fact, name="fact"),
    path("files/<int:pk>/", ui.file, name="file"),
    path("inbox/", inbox, name="inbox"),
    path("cases/start/", start, name="case_start"),
    path("cases/<int:pk>/", case, name="case"),
    path("organs/", organs, name="organs"),
    path("do/<slug:app>/<slug:verb>/<int:pk>/", ui.act, name="act"),
    path("institutions/", include("kaifaqu.rooms.institutions.pages")),
    path("reform/", include("kaifaqu.rooms.reform.pages")),
    path("followups/", include("kaifaqu.rooms.followups.pages")),
    path("api/", api.urls),
    path("calendar/", calendars.page, name="calendar"),
    path("deputies/", deputies, name="deputies"),
    path("notices/", include("kaifaqu.kernel.ui.notices")),
    path("handover/", handovers, name="handovers"),
    path("handover/<int:pk>/", handover, name="handover"),
    path("handover/signed/<int:pk>/", sealed, name="handover_sealed"),
    path("handover/<int:pk>/paper/", handover_paper, name="handover_paper"),
    path("charters/", include("kaifaqu.kernel.ui.charters")),
    path("letters/", include("kaifaqu.kernel.ui.letters")),
    path("scans/", scans.bring, name="scans"),
    path("scans/", include("kaifaqu.kernel.ui.scans")),
    path("imports/", include("kaifaqu.kernel.ui.imports")),
    path("grid/", include("kaifaqu.kernel.ui.grid")),
    path("audit/", pages.audit, name="audit"),
    path("people/", pages.people, name="people"),
    path("health/", pages.health, name="health"),
    path("tokens/", pages.tokens, name="tokens"),
]
