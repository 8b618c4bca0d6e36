"""Twilio, and whoever speaks as it does."""

import base64
import json
from urllib.parse import quote, urlencode

from django.conf import settings

from deskhand.notices.channels.interface import SENT, Outcome
from deskhand.notices.models import Firm
from deskhand.provider import egress


def send(firm: Firm, token: str, *, number: str, text: str) -> Outcome:
    """Have Twilio send a text message; its own words say why it did not."""
    account = quote(firm.account, safe="")
    url = f"{settings.DESKHAND_TWILIO_URL}/2010-04-01/Accounts/{account}/Messages.json"
    fields = {"To": number, "From": firm.sender, "Body": text}
    key = base64.b64encode(f"{firm.account}:{token}".encode()).decode()
    headers = {
        "Authorization": f"Basic {key}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    try:
        answer = egress.call("POST", url, body=urlencode(fields).encode(), headers=headers)
    except egress.EgressRefused as error:
        return Outcome(why=str(error))
    except egress.CallFailed as error:
        return Outcome(again=True, why=str(error))
    if answer.is_ok:
        return SENT
    is_passing = answer.status == 429 or answer.status >= 500
    return Outcome(again=is_passing, why=f"Twilio answers {answer.status}: {_words(answer.body)}")


def _words(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("message", ""))[:200] if isinstance(found, dict) else ""
