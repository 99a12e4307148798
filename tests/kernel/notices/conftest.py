from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.kernel.notices.listening import Listener, listening

SECRETS = """\
[office_robot]
key = the-robots-own-key
access_token = the-token
sign = SECthe-signing-secret

[program]
hmac = whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=

[signed]
ed25519 = whsk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=

[sms]
url = {address}
format = form
field.mobile = {{phone}}
field.templateId = {{template}}
field.params = {{params}}
field.values = {{values}}
field.outId = {{id}}
field.apikey = the-providers-key
ok = code=0
"""


@pytest.fixture
def listener(home: Path, settings: Settings) -> Iterator[Listener]:
    """A server on this machine, which the settings allow, and secrets for it."""
    settings.NOTICES_LOOPBACK = True
    home.mkdir(parents=True, exist_ok=True)
    with listening() as here:
        (home / "secrets").write_text(SECRETS.format(address=here.address), encoding="utf-8")
        yield here
