"""What the timeline tells of questions to clients for their approval."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ANSWERED = {
    (True, False): gettext_lazy("Approved by the client"),
    (True, True): gettext_lazy("Approved by the client up to an amount"),
    (False, False): gettext_lazy("Declined by the client"),
}
ENDED = {
    "void": gettext_lazy("What was to be approved was changed; an approval is void"),
    "withdrawn": gettext_lazy("The question for an approval was withdrawn"),
    "expired": gettext_lazy("Nobody approved in time"),
}


def agreed_line(name: str, payload: Mapping[str, Any]) -> str:
    """Say of an event that a client was asked, that he answered, or that nobody waits any more."""
    if name == "approval_answered":
        return str(ANSWERED.get((payload["is_approved"], payload["is_limit"]), ""))
    if name == "approval_ended":
        return str(ENDED.get(payload["why"], ""))
    return _("The client was asked for an approval")
