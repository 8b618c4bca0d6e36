"""Canned replies of the demo provider, and a template of a ticket."""

from deskhand.automation.models import TicketTemplate
from deskhand.canned.models import CannedReply

REPLIES = (
    (
        "restart",
        "Restart it once",
        "Hello {{requester.first_name}},\n\nplease restart {{device}} once and tell us whether it"
        " still happens.\n\n{{agent.name}}",
    ),
    (
        "vpn-reset",
        "Reset the VPN",
        "Hello {{requester.first_name}},\n\nyour VPN access is reset. Please sign in again with"
        " your usual password.\n\n{{agent.name}}",
    ),
    (
        "picture",
        "Ask for a picture",
        "Hello {{requester.first_name}},\n\na picture of the whole screen would help us. You can"
        " paste it into your answer.\n\n{{agent.name}}",
    ),
    (
        "on-site",
        "We come by",
        "Hello {{requester.first_name}},\n\nwe come by on {{day}} between {{time}}. Somebody should"
        " let us in.\n\n{{agent.name}}",
    ),
)


def keep_texts() -> None:
    """Keep them for all agents of the demo."""
    for short, title, text in REPLIES:
        CannedReply.objects.create(short=short, title=title, text=text, folder="Support")
    TicketTemplate.objects.create(
        name="Backups tried", subject="Try the backups", text="Restore one file of each client."
    )
