"""The API alone, mounted as the site mounts it."""

from __future__ import annotations

from django.urls import path

from kaifaqu.kernel.api.building import build
from kaifaqu.rooms.institutions.api import router

api = build({"/institutions": router})
urlpatterns = [path("api/", api.urls)]
