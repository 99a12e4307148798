"""What a message says: one notice as the text for the group has it, several as a short list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kaifaqu.kernel.notices.group_text import group_text, in_words
from kaifaqu.kernel.notices.hiding import hidden, names_in
from kaifaqu.kernel.notices.models import Message, Notice, NoticeKind

LINES, TITLE = 6, 30


def said(message: Message, notices: Sequence[Notice]) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The text, the fields that a template may take, and the data for programs; in the installation's language.

    Built anew at each try from the notices, which do not change, so that each try says the same.
    """
    people, public = names_in([notice.case.title for notice in notices])
    titles = [hidden(notice.case.title, people, public) for notice in notices]
    with translation.override(settings.LANGUAGE_CODE):
        fields = _fields(notices, titles)
        text = _single(notices[0], people, public) if len(notices) == 1 else _list(notices, titles, fields)
    rows = [_row(notice, title) for notice, title in zip(notices, titles, strict=True)]
    return text, fields, {"organ": message.channel.organ_id, "notices": rows}


def kind_words(notice: Notice) -> str:
    """What stands first: the kind, and that it is danger."""
    label = str(NoticeKind(notice.kind).label)
    return _("紧急·%(kind)s") % {"kind": label} if notice.urgent else label


def link_to(address: str) -> str:
    """An address of the house as others call it; empty where nobody told what that is."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{address}" if settings.PUBLIC_URL else ""


def _single(notice: Notice, people: set[str], public: set[str]) -> str:
    link = link_to(reverse("subject", args=[notice.case_id]))
    given = {"kind": kind_words(notice), "people": people, "public": public}
    return group_text(notice.case.title, notice.number, notice.organ.title, notice.due_at, link, **given)  # type: ignore[arg-type]  # each value is what its name takes


def _list(notices: Sequence[Notice], titles: Sequence[str], fields: dict[str, str]) -> str:
    head = _("【%(kind)s】%(organ)s有 %(count)s 件事项：") % fields
    lines = [_line(at, notice, title) for at, (notice, title) in enumerate(zip(notices, titles, strict=True), 1)]
    more = [_("另有 %(count)s 件，请登录查看。") % {"count": len(lines) - LINES}] if len(lines) > LINES else []
    link = link_to(reverse("notices:list"))
    return "\n".join([head, *lines[:LINES], *more, *([link] if link else [])])


def _line(at: int, notice: Notice, title: str) -> str:
    short = title if len(title) <= TITLE else title[: TITLE - 1] + "…"
    number = _("（%(number)s）") % {"number": notice.number} if notice.number else ""
    due = _("，%(due)s") % {"due": in_words(notice.due_at)} if notice.due_at else ""
    return f"{at}. {kind_words(notice)} {short}{number}{due}"


def _fields(notices: Sequence[Notice], titles: Sequence[str]) -> dict[str, str]:
    first, several = notices[0], len(notices) > 1
    dues: list[datetime] = [notice.due_at for notice in notices if notice.due_at]
    title = titles[0][:TITLE]
    return {
        "kind": kind_words(first),
        "title": _("%(title)s等") % {"title": title} if several else title,
        "number": first.number,
        "organ": first.organ.title,
        "due": in_words(min(dues)) if dues else _("未设时限"),
        "count": str(len(notices)),
    }


def _row(notice: Notice, title: str) -> dict[str, Any]:
    return {
        "id": notice.pk,
        "case": notice.case_id,
        "number": notice.number,
        "title": title,
        "kind": notice.kind,
        "urgent": notice.urgent,
        "at": notice.at.isoformat(),
        "due": notice.due_at.isoformat() if notice.due_at else None,
    }
