"""Every address of the desk with the answer that each kind of visitor is owed.

A new page belongs in one of these tables; the test fails for an address that is in none.
"""

from tests.house.answers import (
    MISSING,
    PAGE,
    SIGN_IN,
    Answers,
    everybody,
    own,
    programs,
    shared,
    signed_in,
)
from tests.house.console_routes import CONSOLE
from tests.house.setup_routes import SETUP

HEALTH = {"healthz": everybody(), "readyz": everybody()}

FILES = {
    "attachment": shared(key="attachment_key", filename="attachment_name"),
    "brand": everybody(hue="hue"),
    "page": everybody(token="page_token"),
    # The address is the secret.
    "feed": everybody(token="feed_token"),
}

PORTAL = {
    "portal:home": everybody(),
    "portal:requests": signed_in(),
    "portal:new": signed_in(),
    "portal:request": own(number="ticket"),
    "portal:sent": own(number="ticket"),
    "portal:thread": own(number="ticket"),
    "portal:answer": own("post", number="ticket"),
    "portal:close": own("post", number="ticket"),
    "portal:answer_date": own("post", number="ticket", clock_id="job"),
    "portal:guidelines": Answers(SIGN_IN, PAGE, PAGE, PAGE, PAGE),
    "portal:contracts": own(),
    "portal:contract_book": own(pk="contract"),
    "portal:contract_book_table": own(pk="contract"),
    "portal:contract_book_file": own(pk="contract"),
    "portal:print_contract_book": own(pk="contract"),
    "portal:agree": everybody(token="agree_token"),
    "portal:approvals": Answers(SIGN_IN, PAGE, PAGE, MISSING, MISSING),
    "portal:approval": own(pk="approval"),
    "portal:approve": everybody(token="approve_token"),
    "portal:contract_document": own(pk="contract", document_id="contract_document"),
    "portal:invoices": own(),
    "portal:invoice": own(pk="invoice"),
    "portal:invoice_file": own(pk="invoice"),
    "portal:software": own(),
    "portal:software_file": own(slug="organization", pk="release_file"),
    "portal:dates": everybody(token="dates_token"),
    "portal:choose_time": own("post", number="ticket", key="offer"),
    # Written and not signed yet: for agents alone.
    "portal:work_report": Answers(
        SIGN_IN,
        MISSING,
        MISSING,
        MISSING,
        MISSING,
        "get",
        {"number": "ticket", "key": "appointment"},
    ),
    "portal:times": everybody(token="times_token"),
    "portal:profile": signed_in(),
    "portal:unsubscribe": everybody(token="unsubscribe_token"),
}

API = {
    "api:contracts": programs("get"),
    "api:statement": programs("get", pk="contract"),
    "api:invoices": programs("get"),
    "api:mail": programs(),
    "api:mail_events": programs(provider="provider"),
    "api:phone": programs(system="provider"),
    "api:voicemail": programs(),
    "api:phone_caller": programs("get"),
}

DECLARED = {**HEALTH, **FILES, **PORTAL, **CONSOLE, **SETUP, **API}

# Pages of the sign-in library: it guards them itself; they must not break for anybody.
OF_THE_LIBRARY = ("account_", "mfa_", "usersessions_")
