"""Keys by which programs act from one seat: issued, used and withdrawn like passwords. Only digests are kept."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.organs.models import Account, Post, Token
from kaifaqu.kernel.organs.since import HOLDER, as_of
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail.chain import digest

PREFIX = "kfq_"  # so that a token left in a file or a log can be found by searching
LONGEST = timedelta(days=366)


def issue_token(account: Account, post: Post, label: str, expires_on: date) -> str:
    """A new token of the account for one of its person's posts, shown this once; from `expires_on` on it is refused.

    256 random bits need no slow hash: nobody can guess what a digest stands for.
    """
    day = today()
    if not day < expires_on <= day + LONGEST:
        raise Refusal("token_dates", _("令牌须有到期日，最长一年。"), field="expires_on")
    if not as_of(HOLDER, day).filter(subject=post.pk, ref=account.person_id, ref__isnull=False).exists():
        raise Refusal("token_post", _("只能为本人现任的岗位签发令牌。"), field="post")
    token = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        account=account, post=post, digest=digest(token), label=label[:80], issued_at=now(), expires_on=expires_on
    )
    return token


def withdraw_token(account: Account, token: int) -> bool:
    """Withdraw one of the account's own tokens by its id; whether there was one."""
    return bool(Token.objects.filter(account=account, pk=token).delete()[0])


def seat_of_token(token: str) -> Seat | None:
    """The seat that a token acts from; None for one that is unknown, expired, or of an account closed since.

    Whether the person still holds the post is asked where it is asked of everybody: by the authority, act by act.
    """
    rows = Token.objects.filter(digest=digest(token), expires_on__gt=today(), account__is_active=True)
    found = rows.filter(account__person__isnull=False).values_list("account__person", "post", "post__subject__organ")
    row = found.first()
    return Seat(row[0], row[1], row[2] or 0) if row else None
