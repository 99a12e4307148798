"""The reader's language, as the texts of figures and charters take it."""

from __future__ import annotations

from django.utils.translation import get_language

from kaifaqu.kernel.figures.units import Lang


def lang() -> Lang:
    """`en` where the reader's language is English, else `zh`."""
    return "en" if (get_language() or "").startswith("en") else "zh"
