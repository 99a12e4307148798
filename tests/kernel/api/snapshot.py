"""The reviewed OpenAPI document. `python -m tests.kernel.api.snapshot` writes it anew: read what changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import django
from django.http import HttpRequest
from django.test.utils import override_settings
from django.utils import translation

FILE = Path(__file__).resolve().parents[2] / "api" / "openapi.json"


def document() -> dict[str, Any]:
    """The document as it is served, in Chinese."""
    from tests.kernel.api.urls import api  # noqa: PLC0415  (the catalogue is read once the apps are there)

    with override_settings(ROOT_URLCONF="tests.kernel.api.urls"), translation.override("zh-hans"):
        served = api.document(HttpRequest())
    told: dict[str, Any] = json.loads(served.content)
    return told


def written() -> str:
    """The document as it stands in the file: one line per leaf, in an order of its own, so that changes read well."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")
    django.setup()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
