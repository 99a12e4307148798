"""What must not leave the house in a text: telephone and identity numbers, amounts, names of people and of firms.

A title is typed freely, so this goes by what such things look like, and hides rather too much than too little. Names
of people are also known by the registry; see `names_in`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Value
from django.db.models.fields import CharField
from django.utils.translation import gettext as _

from kaifaqu.kernel.notices.sensitive import (
    AMOUNTS,
    BEFORE_A_FIRM,
    CREDIT_CODE,
    FIRM,
    FIRM_ENGLISH,
    LONG_NUMBER,
    MAIL,
    PERSON,
    PERSON_ENGLISH,
)
from kaifaqu.kernel.organs.models import OrganKind, Person
from kaifaqu.kernel.subjects.models import Subject


def hidden(text: str, people: Collection[str] = (), public: Collection[str] = ()) -> str:
    """The text without what must not leave the house. `people` are names known to stand in it; `public` firms stay."""
    for name in sorted(people, key=len, reverse=True):
        text = text.replace(name, _("某人"))
    text = MAIL.sub(_("（邮箱略）"), text)
    for amount in AMOUNTS:
        text = amount.sub(_("（金额略）"), text)
    text = CREDIT_CODE.sub(_("（号码略）"), text)
    text = LONG_NUMBER.sub(_("（号码略）"), text)
    text = PERSON.sub(_("某人"), text)
    text = PERSON_ENGLISH.sub(_("某人"), text)
    text = FIRM.sub(lambda found: _without_firm(found[0], public), text)
    return FIRM_ENGLISH.sub(lambda found: found[0] if found[0].strip() in public else _("某企业"), text)


def _without_firm(found: str, public: Collection[str]) -> str:
    """What stands before the firm's name stays, as does the name of a body that is on the public register."""
    if any(found.endswith(name) for name in public):
        return found
    before = BEFORE_A_FIRM.match(found)
    return (before[0] if before and before[0] != found else "") + str(_("某企业"))


def names_in(texts: Collection[str]) -> tuple[set[str], set[str]]:
    """The people of the registry and the public companies whose names stand in these texts."""
    whole = "\n".join(texts)
    rows = Subject.objects.annotate(whole=Value(whole, output_field=CharField())).filter(whole__contains=F("title"))
    found = rows.filter(kind__in=[Person.KIND, OrganKind.COMPANY]).exclude(title="").values_list("kind", "title")
    people: set[str] = set()
    public: set[str] = set()
    for kind, title in found:
        (people if kind == Person.KIND else public).add(title)
    return people, public
