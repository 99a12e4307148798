"""Mail, by the SMTP server that the installation names (EMAIL_URL)."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.gateways import Outgoing, Receipt, Wanted

SUBJECT = 60
FOR_GOOD = range(550, 560)


class Mail:
    """A mail to one mailbox."""

    name = "email"
    title = _("电子邮件")
    needs: tuple[str, ...] = ()

    def check(self, wanted: Wanted) -> None:
        """An address, and nothing that only other gateways use."""
        try:
            validate_email(wanted.address)
        except ValidationError as error:
            raise Refusal("address", _("不是有效的邮箱地址。"), field="address") from error
        gateways.require_no_template(wanted)

    def send(self, message: Outgoing) -> Receipt:
        """Hand it to the server; its Message-ID is the message's own at each try."""
        if not settings.EMAIL_HOST:
            return Receipt(False, "no_secret", detail="EMAIL_URL")
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
        mail = EmailMessage(
            subject=message.text.splitlines()[0][:SUBJECT],
            body=message.text,
            to=[message.address],
            headers={"Message-ID": f"<{message.key}@{domain}>"},
        )
        try:
            mail.send()
        except smtplib.SMTPResponseException as error:
            return Receipt(False, f"smtp_{error.smtp_code}", again=error.smtp_code not in FOR_GOOD)
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _words in error.recipients.values()), 0)
            return Receipt(False, f"smtp_{code}", again=code not in FOR_GOOD)
        except (smtplib.SMTPException, OSError):
            return Receipt(False, "unreachable")
        return Receipt(True, "ok")


gateways.register(Mail())
