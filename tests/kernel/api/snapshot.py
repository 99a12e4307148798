"""The reviewed OpenAPI document. `python -m tests.kernel.api.snapshot` writes it anew; read the difference, commit both."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "api" / "openapi.json"


def document() -> dict[str, Any]:
    """The document as it is served, in Chinese."""
    from django.test.utils import override_settings
    from django.utils import translation
    from tests.kernel.api.urls import api

    with override_settings(ROOT_URLCONF="tests.kernel.api.urls"), translation.override("zh-hans"):
        served = api.renderer.render(None, api.get_openapi_schema(), response_status=200)
    told: dict[str, Any] = json.loads(served)
    return told


def written() -> str:
    """The document as it stands in the file: one line per leaf, in an order of its own, so that changes read well."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")
    import django

    django.setup()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
