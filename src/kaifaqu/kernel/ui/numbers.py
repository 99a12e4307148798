"""From figures to what the components draw: number, qualifier, unit, what it rests on, and where it is explained."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable, Position
from kaifaqu.kernel.figures import unit as unit_of
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.ui.lang import lang


@dataclass(frozen=True)
class Shown:
    """What `{% figure %}` takes."""

    text: str
    src_kind: str
    qualifier: str = ""
    after: str = ""
    unit: str = ""
    explain_url: str = ""
    source: str = ""
    title: str = ""
    reason: str = ""


def shown(figure: Figure | NotApplicable, *, explain_url: str = "", title: str = "") -> Shown:
    """A figure ready to draw; where there is none, why not."""
    language = lang()
    if isinstance(figure, NotApplicable):
        return Shown(text="", src_kind="none", reason=figure.text(language), title=title)
    word, inner, behind = _words(figure)
    number = figure.number(language)
    label = unit_of(figure.unit).label(language, one=number == "1")
    return Shown(
        text=number,
        src_kind=str(figure.grounding),
        qualifier=word,
        after=inner,
        unit=label + behind,
        explain_url=explain_url,
        source=source_of(figure),
        title=title,
    )


def fact_url(reading: Reading) -> str:
    """Where a reading is explained."""
    query = {"at": reading.slot or "", "on": reading.day.isoformat() if reading.day else ""}
    sent = urlencode({k: v for k, v in query.items() if v})
    address = reverse("fact", args=[reading.subject, reading.fact.key])
    return f"{address}?{sent}" if sent else address


def reading_shown(reading: Reading) -> Shown:
    """A reading as a number that can be asked why."""
    url = fact_url(reading) if isinstance(reading.figure, Figure) else ""
    return shown(reading.figure, explain_url=url, title=reading.fact.title.text(lang()))


def counted(number: int, unit: str = "item", *, explain_url: str = "", synthetic: bool = False) -> Shown:
    """A count that the page itself made."""
    grounding = Grounding.SYNTHETIC if synthetic else Grounding.COMPUTED
    return shown(Figure.of(number, unit, grounding=grounding), explain_url=explain_url)


def source_of(figure: Figure | NotApplicable) -> str:
    """Document and paragraph of a published figure; empty for others."""
    return f"{figure.src} {figure.at}".strip() if isinstance(figure, Figure) else ""


def where_from(reading: Reading) -> str:
    """Where a reading comes from, in a few words: document and paragraph, or the registry as of a day."""
    if reading.day:
        return _("登记 · 截至 %(day)s") % {"day": reading.day.isoformat()}
    return source_of(reading.figure)


def _words(figure: Figure) -> tuple[str, str, str]:
    word = figure.qualifier
    if word is None:
        return "", "", ""
    if lang() == "en":
        return f"{word.en} ", "", ""
    places = (Position.PREFIX, Position.INNER, Position.SUFFIX)
    before, inner, behind = (word.value if word.position is place else "" for place in places)
    return before, inner, behind
