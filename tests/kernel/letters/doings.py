"""What each act on a letter takes, and a letter that is ready for it."""

from __future__ import annotations

from collections.abc import Callable

from kaifaqu.kernel.actions import Ref
from tests.kernel.cases.doings import Done
from tests.kernel.cases.matters import Scene, called
from tests.kernel.letters.mail import codes_of, filed, page, photo, sent


def _issued(here: Scene) -> Done:
    return Done(here.caller, called(here).pk, {"to": Ref(here.lead.organ), "words": "请附照片"})


def _filed(here: Scene) -> Done:
    letter = sent(here, called(here))
    files = [photo(page(codes_of(letter)[1]))]
    return Done(here.caller, letter.case_id, {"letter": letter.pk, "files": files, "stamped": True, "pages": [2]})


def _accepted(here: Scene) -> Done:
    letter = sent(here, called(here))
    reply = filed(here, letter)
    return Done(here.caller, letter.case_id, {"reply": reply.pk, "verdict": "sign", "words": "已签收"})


LETTERS: dict[str, Callable[[Scene], Done]] = {
    "letters.issue_letter": _issued,
    "letters.file_reply": _filed,
    "letters.accept_reply": _accepted,
}
