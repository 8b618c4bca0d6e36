"""Every address of the desk with the answer that each kind of visitor is owed.

A new page belongs in one of these tables; the test fails for an address that is in none.
"""

from dataclasses import dataclass, field

# Answers: the page itself, the way to sign in, as if it did not exist, refused aloud.
PAGE, SIGN_IN, MISSING, REFUSED = "page", "sign in", "missing", "refused"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the stranger, the other client's requester, the requester, agent and administrator get.

    `kwargs` names where on the scene each part of the address is taken from.
    """

    stranger: str
    other: str
    requester: str
    agent: str
    administrator: str
    method: str = "get"
    kwargs: dict[str, str] = field(default_factory=dict)


def everybody(method: str = "get", **kwargs: str) -> Answers:
    return Answers(PAGE, PAGE, PAGE, PAGE, PAGE, method, kwargs)


def signed_in(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, PAGE, PAGE, PAGE, PAGE, method, kwargs)


def own(method: str = "get", **kwargs: str) -> Answers:
    """The requester's own thing in the portal, where an agent is a requester like any other."""
    return Answers(SIGN_IN, MISSING, PAGE, MISSING, MISSING, method, kwargs)


def shared(method: str = "get", **kwargs: str) -> Answers:
    """A thing of the requester that agents see too."""
    return Answers(SIGN_IN, MISSING, PAGE, PAGE, PAGE, method, kwargs)


def agents(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, MISSING, MISSING, PAGE, PAGE, method, kwargs)


def administrators(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, MISSING, MISSING, MISSING, PAGE, method, kwargs)


def programs(method: str = "post", **kwargs: str) -> Answers:
    """Doors for programs: a session opens nothing, a token does."""
    return Answers(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, method, kwargs)


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
    "portal:contracts": own(),
    "portal:contract_book": own(pk="contract"),
    "portal:contract_book_table": own(pk="contract"),
    "portal:agree": everybody(token="agree_token"),
    "portal:approvals": Answers(SIGN_IN, PAGE, PAGE, MISSING, MISSING),
    "portal:approval": own(pk="approval"),
    "portal:approve": everybody(token="approve_token"),
    "portal:contract_document": own(pk="contract", document_id="contract_document"),
    "portal:invoices": own(),
    "portal:invoice": own(pk="invoice"),
    "portal:invoice_file": own(pk="invoice"),
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

CONSOLE = {
    "console:home": agents(),
    "console:queue": agents(name="queue"),
    "console:counts": agents(),
    "console:complete": agents(),
    "console:phone": agents(),
    "console:callers": agents(),
    "console:call_facts": agents(),
    "console:add_call": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {}),
    "console:transcribe": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"message_id": "job"}
    ),
    "console:lines_busy": agents("post", number="ticket"),
    "console:phone_card": agents(),
    "console:phone_calls": agents(),
    # It is no call that rang at them.
    "console:put_call_away": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"call_id": "job"}
    ),
    "console:attach_call": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"call_id": "job"}
    ),
    "console:person_numbers": agents("post", person_id="person"),
    "console:organization_numbers": agents("post", slug="organization"),
    "console:calls": agents(),
    "console:next_call": agents("post"),
    "console:owe_call": agents("post", number="ticket"),
    "console:log_call": agents("post", number="ticket"),
    "console:change_call": agents("post", number="ticket", call_id="job"),
    "console:hold_call": agents("post", number="ticket", call_id="job"),
    "console:find": agents(),
    "console:search": agents(),
    "console:notices": agents(),
    "console:notices_panel": agents(),
    "console:notices_count": agents(),
    "console:read_notices": agents("post"),
    "console:preferences": agents(),
    "console:look": agents("post"),
    "console:push": agents("post"),
    # A worker is fetched by the browser, whoever is signed in.
    "console:worker": everybody(),
    "console:watch": agents("post", number="ticket"),
    "console:colleagues": agents(number="ticket"),
    "console:named_tickets": agents(number="ticket"),
    "console:look_at_ticket": agents("post", number="ticket"),
    "console:bulk": agents("post"),
    "console:bulk_bar": agents(),
    "console:bulk_change": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, MISSING, "get", {"change_id": "bulk"}
    ),
    "console:undo_bulk": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, MISSING, "post", {"change_id": "bulk"}
    ),
    "console:lists": agents(),
    "console:bring_back": agents("post"),
    "console:keep_view": agents("post"),
    "console:change_view": agents(view_id="view"),
    "console:drop_view": agents("post", view_id="view"),
    "console:new": agents(),
    "console:board": agents(),
    "console:calendar": agents(),
    # What is sent says which; without that it does not exist.
    "console:move_on_board": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post"),
    "console:undo_move": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"token": "attachment_key"}
    ),
    "console:write_report": agents("post", number="ticket", key="appointment"),
    "console:report_page": agents(number="ticket", key="appointment"),
    "console:add_photos": agents("post", number="ticket", key="appointment"),
    "console:photo": agents(key="photo"),
    "console:withdraw_offer": agents("post", number="ticket", key="offer"),
    "console:plan": agents(number="ticket"),
    "console:appointment": agents(number="ticket", key="appointment"),
    "console:move_appointment": agents(number="ticket", key="appointment"),
    "console:act_on_it": agents("post", number="ticket", key="appointment"),
    "console:ticket": agents(number="ticket"),
    "console:conversation": agents(number="ticket"),
    "console:facts": agents(number="ticket"),
    "console:say": agents("post", number="ticket"),
    "console:draft": agents(number="ticket"),
    "console:added": agents("post", number="ticket"),
    "console:discard_draft": agents("post", number="ticket"),
    "console:restore_draft": agents("post", number="ticket", kind="mode"),
    "console:offer_canned": agents(number="ticket"),
    "console:insert_canned": agents("post", number="ticket", pk="canned"),
    "console:canned": agents(),
    "console:new_canned": agents(),
    # One's own alone.
    "console:canned_reply": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, MISSING, "get", {"pk": "own_canned"}
    ),
    "console:remove_canned": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, MISSING, "post", {"pk": "own_canned"}
    ),
    "console:add_file": agents("post", number="ticket"),
    # It waits in nobody's draft.
    "console:remove_file": Answers(
        SIGN_IN,
        MISSING,
        MISSING,
        MISSING,
        MISSING,
        "post",
        {"number": "ticket", "key": "attachment_key"},
    ),
    "console:presence": agents(number="ticket"),
    "console:preview": agents("post", number="ticket"),
    "console:preview_letter": agents(number="ticket"),
    "console:take": agents("post", number="ticket"),
    "console:share": agents("post", number="ticket"),
    "console:share_with": agents(number="ticket"),
    # A light agent may not, and is told so.
    "console:acknowledge": agents("post", page_id="page"),
    "console:hand_over": agents(number="ticket"),
    "console:emergency": agents("post", number="ticket"),
    "console:pass_on": agents("post", number="ticket"),
    "console:relate": agents("post", number="ticket"),
    "console:panel": agents(number="ticket", name="panel"),
    "console:why": agents(number="ticket", clock_id="clock"),
    "console:new_side": agents(number="ticket"),
    "console:side": agents(number="ticket", key="side"),
    "console:fill_form": agents("post", number="ticket"),
    "console:add_task": agents("post", number="ticket"),
    "console:order_tasks": agents("post", number="ticket"),
    "console:task": agents("post", number="ticket", key="task"),
    "console:apply_checklist": agents("post", number="ticket"),
    "console:add_time": agents("post", number="ticket"),
    "console:time_kinds": agents(number="ticket"),
    "console:timer": agents("post", number="ticket"),
    "console:time": agents(),
    "console:new_time": agents(),
    "console:time_table": agents(),
    "console:time_unbilled": agents(),
    "console:time_missing": agents(),
    "console:time_running": agents(),
    "console:time_entry": agents(key="time_entry"),
    "console:unbill_time": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, "post", {"key": "time_entry"}
    ),
    "console:time_waiting": administrators(),
    "console:judge_time": agents("post"),
    "console:submit_time": agents("post"),
    "console:bill_time": Answers(SIGN_IN, MISSING, MISSING, REFUSED, PAGE, "post"),
    "console:time_months": administrators(),
    # It is asked for no month here, and that is missing for everybody.
    "console:turn_month": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post"),
    "console:time_week": agents(),
    "console:withdraw_time": agents("post", key="time_entry"),
    "console:merge": agents(),
    "console:split": agents(number="ticket"),
    "console:undo_regrouping": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"row_id": "job"}
    ),
    "console:promise_date": agents("post", number="ticket"),
    "console:say_why": agents("post", number="ticket", clock_id="job"),
    "console:promise_stages": agents("post", number="ticket"),
    "console:stages_asked_for": agents("post", number="ticket"),
    "console:say_coverage": agents("post", number="ticket"),
    "console:what_if": agents(number="covered_ticket"),
    "console:quotes": agents(),
    "console:account_inbox": agents(),
    "console:projects": agents(),
    "console:project": agents(pk="project"),
    "console:act_on_project": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"pk": "project"}
    ),
    "console:begin_project": agents("post", pk="quote"),
    "console:decisions": agents(),
    "console:decide": agents(slug="organization"),
    "console:rate_again": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, "post", {"slug": "organization"}
    ),
    "console:new_quote": agents(),
    "console:quote": agents(pk="quote"),
    "console:edit_quote": agents(pk="quote"),
    "console:act_on_quote": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"pk": "quote"}
    ),
    "console:quote_page": agents(pk="quote", number="quote_version"),
    "console:ask_approval": agents(number="ticket"),
    "console:approvals": agents(),
    "console:approval": agents(pk="approval"),
    "console:act_on_approval": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"pk": "approval"}
    ),
    "console:contracts": agents(),
    "console:contract": agents(pk="contract"),
    "console:contract_book": agents(pk="contract"),
    "console:contract_budget": agents(pk="contract"),
    "console:contract_book_table": agents(pk="contract"),
    "console:act_on_contract_book": agents("post", pk="contract"),
    "console:ask_for_units": agents("post", number="ticket"),
    "console:contract_document": agents(pk="contract", document_id="contract_document"),
    # For those who bill alone: account managers and administrators.
    # For whoever was given to see costs: no role brings that.
    "console:profit": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING),
    "console:cost_rates": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING),
    "console:invoices": administrators(),
    "console:aging": administrators(),
    "console:invoice_drafts": administrators(),
    "console:gather_invoices": administrators("post"),
    "console:invoice_draft": administrators(pk="invoice_draft"),
    "console:act_on_draft": administrators("post", pk="invoice_draft"),
    "console:add_draft_line": administrators("post", pk="invoice_draft"),
    "console:issue_draft": administrators("post", pk="invoice_draft"),
    "console:drop_draft": administrators("post", pk="invoice_draft"),
    "console:invoice_exports": administrators(),
    "console:invoice_export": administrators(pk="batch"),
    "console:billing": administrators(slug="organization"),
    "console:invoice": administrators(pk="invoice"),
    "console:print_invoice": administrators(pk="invoice"),
    "console:invoice_file": administrators(pk="invoice"),
    "console:send_invoice": administrators("post", pk="invoice"),
    "console:remind_of_invoice": administrators("post", pk="invoice"),
    "console:pay_invoice": administrators("post", pk="invoice"),
    "console:take_payment_back": administrators("post", pk="invoice", payment_id="payment"),
    "console:credit_invoice": administrators(pk="invoice"),
    "console:invoice_again": administrators("post", pk="invoice"),
    "console:owed": agents(what="owed_kind"),
    "console:proposed_date": agents("post", number="ticket"),
    "console:end_date": agents("post", number="ticket", clock_id="job"),
    "console:mend": agents("post", number="ticket", clock_id="job"),
    "console:no_reply": agents("post", number="ticket"),
    "console:set_field": agents("post", number="ticket", field="field"),
    # One's own reply alone.
    "console:take_back": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, REFUSED, "post", {"message_id": "reply"}
    ),
    "console:send_now": agents("post", message_id="reply"),
    "console:send_again": agents("post", message_id="reply"),
    "console:macros": agents(),
    "console:new_macro": agents(),
    "console:use_macro": agents(),
    # A macro of all agents: an administrator keeps it.
    "console:macro": administrators(pk="macro"),
    # Whoever used it.
    "console:undo_macro": Answers(
        SIGN_IN, MISSING, MISSING, PAGE, REFUSED, "post", {"use_id": "macro_use"}
    ),
    "console:original": agents(message_id="letter_message"),
    "console:letter_html": agents(message_id="letter_message"),
    "console:source": agents(message_id="letter_message"),
    # It moves into no ticket that exists.
    "console:move_letter": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"message_id": "letter_message"}
    ),
    "console:clear_bounce": agents("post", person_id="person", address_id="address"),
    "console:vendor_number": agents("post", number="ticket"),
    "console:reports": administrators(),
    "console:report": administrators(name="report"),
    "console:report_table": administrators(name="report", figure="report_table"),
    "console:organizations": agents(),
    "console:organization": agents(slug="organization"),
    "console:people": agents(),
    "console:person": agents(person_id="person"),
    "console:reviewed": agents("post", person_id="person"),
}

SETUP = {
    "setup:home": administrators(),
    "setup:first": Answers(MISSING, MISSING, MISSING, MISSING, MISSING),
    "setup:dismiss_first_steps": administrators("post"),
    "setup:firm": administrators(),
    "setup:calendars": administrators(),
    "setup:new_calendar": administrators(),
    "setup:calendar": administrators(pk="calendar"),
    "setup:holidays": administrators(pk="calendar"),
    "setup:holidays_file": administrators("post", pk="calendar"),
    "setup:confirm_holidays": administrators("post", pk="calendar"),
    "setup:policies": administrators(),
    "setup:complete_condition": administrators(),
    "setup:policy": administrators(pk="policy"),
    "setup:publish_policy": administrators("post", pk="policy"),
    "setup:act_on_policy": administrators("post", pk="policy"),
    "setup:what_if": administrators(pk="policy"),
    "setup:policy_trial": administrators(pk="policy"),
    "setup:policy_versions": administrators(pk="policy"),
    "setup:new_policy_row": administrators(pk="policy"),
    "setup:policy_row": administrators(pk="policy", key="policy_row"),
    "setup:act_on_policy_row": administrators("post", pk="policy", key="policy_row"),
    "setup:schemes": administrators(kind="scheme_kind"),
    "setup:scheme": administrators(kind="scheme_kind", pk="scheme"),
    "setup:form": administrators(pk="request_type"),
    "setup:new_form_field": administrators(pk="request_type"),
    "setup:form_field": administrators(pk="request_type", field_id="form_field"),
    "setup:act_on_form_field": administrators("post", pk="request_type", field_id="form_field"),
    "setup:matrix": administrators(pk="scheme"),
    "setup:copy_scheme": administrators("post", kind="scheme_kind", pk="scheme"),
    "setup:steps": administrators(pk="policy"),
    "setup:edit_steps": administrators(pk="policy", place="place"),
    "setup:escalations": administrators(),
    "setup:time_rules": administrators(),
    "setup:ending": administrators(),
    "setup:ladders": administrators(),
    "setup:new_ladder": administrators(),
    "setup:ladder": administrators(pk="ladder"),
    "setup:remove_ladder": administrators("post", pk="ladder"),
    "setup:automation": administrators(),
    "setup:new_automation": administrators(),
    "setup:automation_text": administrators(),
    "setup:automation_rule": administrators(pk="automation_rule"),
    "setup:act_on_automation": administrators("post", pk="automation_rule"),
    "setup:duties": administrators(),
    "setup:duty": administrators(pk="duty"),
    "setup:recurring": administrators(),
    "setup:new_recurring": administrators(),
    "setup:recurring_one": administrators(pk="recurring"),
    "setup:macros": administrators(),
    "setup:new_macro": administrators(),
    "setup:macro": administrators(pk="macro"),
    "setup:hooks": administrators(),
    "setup:new_hook": administrators(),
    "setup:hook": administrators(pk="hook"),
    # Nothing is parked on the scene.
    "setup:call_again": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"call_id": "job"}
    ),
    # No run has been asked for.
    "setup:recount": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "get", {"pk": "job"}),
    "setup:stop_recount": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"pk": "job"}
    ),
    "setup:follow_policy": administrators(pk="policy"),
    "setup:follow_organization": administrators(pk="row"),
    "setup:policy_changes": administrators(pk="policy"),
    "setup:packs": administrators(),
    "setup:pack": administrators(name="pack"),
    "setup:pack_file": administrators("post"),
    "setup:apply_pack": administrators("post", name="pack"),
    "setup:pack_differences": administrators(name="pack"),
    # Nothing is chosen on the scene.
    "setup:choose_of_pack": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"name": "pack"}
    ),
    "setup:tokens": administrators(),
    "setup:revoke_token": administrators("post", pk="token"),
    "setup:sent": administrators(),
    "setup:outgoing": administrators(pk="outgoing"),
    "setup:outgoing_html": administrators(pk="outgoing"),
    "setup:retry_outgoing": administrators("post", pk="outgoing"),
    "setup:letters": administrators(),
    "setup:letter": administrators(pk="letter"),
    "setup:letter_html": administrators(pk="letter"),
    "setup:letter_source": administrators(pk="letter"),
    "setup:read_again": administrators("post", pk="letter"),
    "setup:test_mailbox": administrators("post", pk="mailbox"),
    "setup:rules": administrators(),
    "setup:new_rule": administrators(),
    "setup:rule": administrators(pk="rule"),
    "setup:act_on_rule": administrators("post", pk="rule"),
    "setup:notices": administrators(),
    "setup:test_page": administrators("post"),
    "setup:look_of_letters": administrators(pk="row"),
    "setup:signing_keys": administrators(),
    "setup:new_signing_key": administrators(),
    "setup:signing_key": administrators(pk="signing_key"),
    "setup:check_signing_key": administrators("post", pk="signing_key"),
    "setup:act_on_signing_key": administrators("post", pk="signing_key"),
    "setup:jobs": administrators(),
    # No job has failed on the scene.
    "setup:retry_job": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"job_id": "job"}
    ),
    "setup:drop_job": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"job_id": "job"}
    ),
    "setup:audit": administrators(),
    "setup:styleguide": agents(),
    "setup:phone": administrators(),
    "setup:new_membership": administrators(person_id="person"),
    "setup:membership": administrators(person_id="person", pk="membership"),
    "setup:end_membership": administrators("post", person_id="person", pk="membership"),
    "setup:contracts": administrators(),
    "setup:new_contract": administrators(),
    "setup:contract": administrators(pk="contract"),
    "setup:contract_draft": administrators(pk="contract"),
    "setup:publish_contract": administrators("post", pk="contract"),
    "setup:act_on_contract": administrators("post", pk="contract"),
    "setup:copy_contract": administrators("post", pk="contract"),
    "setup:contract_versions": administrators(pk="contract"),
    "setup:new_contract_rule": administrators(pk="contract"),
    "setup:contract_rule": administrators(pk="contract", place="contract_rule"),
    "setup:act_on_contract_rule": administrators("post", pk="contract", place="contract_rule"),
    "setup:contract_trial": administrators(pk="contract"),
    "setup:new_contract_line": administrators(pk="contract"),
    "setup:contract_line": administrators(pk="contract", line_id="contract_line"),
    "setup:contract_documents": administrators("post", pk="contract"),
    "setup:contract_document_act": administrators(
        "post", pk="contract", document_id="contract_document"
    ),
    "setup:invoicing": administrators(),
    "setup:accounts": administrators(),
    "setup:new_tax": administrators(),
    "setup:tax": administrators(pk="tax"),
    "setup:new_owed": administrators(organization_id="row"),
    "setup:owed": administrators(organization_id="row", pk="owed"),
    "setup:move_owed": administrators("post", organization_id="row", pk="owed"),
    "setup:end_owed": administrators("post", organization_id="row", pk="owed"),
    "setup:rows": administrators(kind="kind"),
    "setup:add": administrators(kind="kind"),
    "setup:edit": administrators(kind="kind", pk="row"),
    "setup:remove": administrators("post", kind="removable", pk="site"),
}

API = {
    "api:mail": programs(),
    "api:mail_events": programs(provider="provider"),
    "api:phone": programs(system="provider"),
    "api:voicemail": programs(),
    "api:phone_caller": programs("get"),
}

DECLARED = {**HEALTH, **FILES, **PORTAL, **CONSOLE, **SETUP, **API}

# Pages of the sign-in library: it guards them itself; they must not break for anybody.
OF_THE_LIBRARY = ("account_", "mfa_", "usersessions_")
