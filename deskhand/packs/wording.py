"""What the packs of the house say of themselves, for the catalogs of other languages: the data
files are English, and pages show these sentences in the language of the reader."""

from django.utils.translation import gettext_noop as _

SAID = (
    _("Helpdesk with five priorities"),
    _(
        "Portal, e-mail and phone; first response and call-back by priority, in and after "
        "business hours."
    ),
    _(
        "Targets in hours of Urgent are elapsed time, those of High and Normal open time; "
        "“next business day” is its close."
    ),
    _("What comes in exactly at opening is in business hours, exactly at closing after them."),
    _(
        "A voicemail is called back within the target of its priority; one that nobody has "
        "classified is High."
    ),
    _(
        "A ticket that the desk enters during a call is not answered by that: the call-back "
        "is owed."
    ),
    _("The holidays are the public ones of the United States; edit them to the firm's own."),
    _("Hosting with work orders and call-backs"),
    _(
        "Work orders by kind of request, call-backs within the hour, promise dates in "
        "stages; contracts around the clock and with on-call."
    ),
    _(
        "The 48, 24, 4 and 1 hours are elapsed time. A call-back that is asked for after "
        "hours by a client without cover counts from the next opening."
    ),
    _(
        "“Within 1 business day” is the close of the next business day; so are two, five "
        "and ten of them."
    ),
    _(
        "The answer to e-mail holds for the portal too, and for whatever priority: urgent "
        "matters are phoned in."
    ),
    _("An on-call message counts from the instant at which the service passes it on, at any hour."),
    _(
        "A page is acknowledged within 10 minutes under a contract 24x7x365, within 15 "
        "under one with on-call."
    ),
    _("A new post office is a mail domain."),
    _(
        "What is Normal and is none of the named requests has no target: it is scheduled "
        "with the client as a promise date."
    ),
    _("Support charged in incidents"),
    _(
        "Triage as in a hospital: solved at first contact, or turned over to support and "
        "answered within two business hours of that, or an appointment; emergencies at "
        "once."
    ),
    _(
        "The answer after a hand-over is promised within 2 business hours and aimed at "
        "within 1: half of the time is a step."
    ),
    _("An appointment is booked within 1 business day of the hand-over and held within 2."),
    _(
        "Immediate assistance in an emergency is a first answer within 15 minutes of "
        "receipt, at any hour."
    ),
    _(
        "The contract names the business hours; until it does they are Monday to Friday, "
        "8:00 to 17:00 Central."
    ),
    _("Whether an answer and an appointment on one ticket charge both or the higher: the higher."),
    _("Managed support with a monthly budget"),
    _(
        "Ongoing end-user support for a fixed monthly fee: incidents are included, what is "
        "excluded is decided by a named manager and told before it is invoiced."
    ),
    _(
        "The text names no times: answers within 30 minutes to one business day of open "
        "time, service restored within 4 open hours to three business days, by priority."
    ),
    _(
        "The contract names the business hours; until it does they are Monday to Friday, "
        "8:00 to 17:00 Pacific."
    ),
    _(
        "After-hours response is excluded, so all targets count open time: what comes in "
        "after hours waits for the next opening."
    ),
    _(
        "Service requests and solution design are promised an answer; their end is a date "
        "agreed with the client."
    ),
    _("While the client's approval is awaited, the time to restore a service stands still."),
    _("Support levels 0 to 4"),
    _(
        "One first level that filters everything, two levels above it, and vendors beyond; "
        "escalation follows what is written down."
    ),
    _(
        "The text names no times: answers within 30 minutes to one business day, solutions "
        "within 4 hours to five business days, by priority."
    ),
    _(
        "Hours are Monday to Friday, 7:00 to 19:00 Mountain; what is critical counts "
        "elapsed time, at any hour."
    ),
    _("While a vendor has it, the time to solve it stands still; updates go on."),
    _(
        "Level 1 keeps the client informed: what is critical every 2 hours, what is high "
        "every business day."
    ),
)
