"""What a policy says of things beyond its table: whom it is for, what is an emergency, and what
rotas and contracts need to know. Each part is checked; rooms above read it from the version.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskhand.rules.shapes import Amount, Flag, OneOf, Several, Table, Text, Whole

SLUG = Text(60, pattern=r"[a-z0-9][a-z0-9-]*", like="small letters, digits and hyphens")
CHANNELS = ("email", "web", "phone", "voicemail", "desk", "api")
_LEVEL = Whole(1, 9)
_LINES = Several(Text(200))

SHAPES: Mapping[str, Any] = {
    # How urgent a matter is when nobody has said, by the way it came.
    "usual": Table(dict.fromkeys(CHANNELS, _LEVEL)),
    # What can be asked for under this policy; empty: everything.
    "asked": Table({"services": Several(SLUG), "request_types": Several(SLUG)}),
    # Proposed by rule, confirmed by a person (the page of triage).
    "emergencies": Several(
        Table(
            {
                "key": SLUG,
                "name": Text(80),
                "means": Text(),
                "request_type": SLUG,
                "level": _LEVEL,
                "unless_planned": _LINES,
                "proposed_by": OneOf(("rule",)),
                "confirmed_by": OneOf(("person",)),
                "in_doubt": OneOf(("emergency", "planned")),
                "event_entered_later": OneOf(("withdraws_nothing", "withdraws")),
                "causes": _LINES,
            },
            needed=("key", "name", "means", "level", "in_doubt"),
        )
    ),
    "on_call": Table(
        {
            "cover": Several(
                Table(
                    {
                        "label": Text(40),
                        "channels": Several(OneOf(CHANNELS)),
                        "hours": OneOf(("always", "after")),
                        "levels": Several(_LEVEL),
                        "answered_by": Text(120),
                        "acknowledge_within": Amount(),
                    },
                    needed=("channels", "hours"),
                )
            ),
            "otherwise": Text(200),
        },
        needed=("cover",),
    ),
    "units": Table(
        {
            "name": Text(40),
            "answer": Whole(),
            "answer_once": Flag(),
            "appointment_first_hour": Whole(),
            "appointment_more": Whole(),
            "appointment_more_minutes": Whole(1),
            "first_contact": Whole(),
            "answer_and_appointment": OneOf(("higher", "both")),
            "rollover_most": Whole(),
            "drawn_by": OneOf(("date_of_work",)),
        },
        needed=("name", "answer", "answer_and_appointment", "rollover_most"),
    ),
    "maintenance": Table({"entitles_to": Text(200), "stays_available": Flag()}),
    "budget": Table(
        {
            "period": OneOf(("month",)),
            "adjusted": OneOf(("quarter",)),
            "manager": Text(60),
            "included": _LINES,
            "excluded": _LINES,
            "excluded_needs": Text(200),
            "excluded_billed": Several(Table({"key": SLUG, "name": Text(80), "means": Text()})),
            "overrun": OneOf(("finding", "invoice")),
            "shows_allowance": Flag(),
        },
        needed=("period", "included", "excluded", "overrun"),
    ),
    "onboarding": _LINES,
    "ways": Several(Table({"channel": OneOf(CHANNELS), "words": Text()}, needed=("channel",))),
}

# What each part is called; the second says what it waits for before it is in force.
NAMES: Mapping[str, tuple[Any, Any]] = {
    "usual": (_("Priority where nobody says one"), ""),
    "asked": (_("What can be asked for"), ""),
    "emergencies": (_("Emergencies"), _("waits for planned events")),
    "on_call": (_("On call"), _("waits for on-call rotas")),
    "units": (_("Units"), _("waits for contracts")),
    "maintenance": (_("Maintenance"), ""),
    "budget": (_("Monthly budget"), _("waits for contracts")),
    "onboarding": (_("Setting a client up"), _("waits for account management")),
    "ways": (_("Ways to reach the desk"), _("waits for texts of the portal")),
}
