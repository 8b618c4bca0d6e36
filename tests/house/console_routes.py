"""Addresses of the console."""

from tests.house.answers import (
    MISSING,
    PAGE,
    REFUSED,
    SIGN_IN,
    Answers,
    administrators,
    agents,
    everybody,
)

CONSOLE = {
    "console:home": agents(),
    "console:queue": agents(name="queue"),
    "console:counts": agents(),
    "console:complete": agents(),
    "console:phone": agents(),
    "console:callers": agents(),
    "console:call_facts": agents(),
    "console:add_call": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {}),
    # Nothing is named that has a number.
    "console:dial": Answers(SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {}),
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
    "console:low_blocks": agents(),
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
    "console:software": agents(),
    "console:product": agents(pk="product"),
    "console:new_release": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, kwargs={"pk": "product"}
    ),
    "console:release": agents(pk="release"),
    "console:edit_release": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, kwargs={"pk": "draft_release"}
    ),
    "console:act_on_release": Answers(
        SIGN_IN, MISSING, MISSING, MISSING, MISSING, "post", {"pk": "release"}
    ),
    "console:release_files": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, "post", {"pk": "draft_release"}
    ),
    "console:release_file": agents(pk="release", file_id="release_file"),
    "console:tell_of_release": Answers(
        SIGN_IN, MISSING, MISSING, REFUSED, PAGE, kwargs={"pk": "release"}
    ),
    "console:client_software": agents(slug="organization"),
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
    "console:contract_book_file": agents(pk="contract"),
    "console:print_contract_book": agents(pk="contract"),
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
    "console:money_book": administrators(),
    "console:check_money_book": administrators("post"),
    "console:money_account": administrators(kind="account_kind", currency="account_currency"),
    "console:money_account_table": administrators(kind="account_kind", currency="account_currency"),
    "console:charge": administrators(pk="charge"),
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
