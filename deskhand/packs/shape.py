"""What a pack's file may say: its parts, and what each looks like (docs/packs.md)."""

from typing import Any

from deskhand.catalog import acts, forms
from deskhand.catalog.models import Category
from deskhand.contracts.models import Effect
from deskhand.contracts.terms import Bands, Both, Empty, Missed, Otherwise, Round
from deskhand.packs import products
from deskhand.rules.shapes import Amount, By, Day, Either, Flag, OneOf, Several, Table, Text, Whole
from deskhand.sla.models import BY_POLICY, Carry, Start
from deskhand.sla.parts import SHAPES, SLUG
from deskhand.tickets.models import Kind

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEVEL = Whole(1, 9)
_CLOCK = Text(5, pattern=r"\d\d:\d\d", like="07:30")
_HOURS = Several(Several(_CLOCK, least=2))

CALENDAR = Table(
    {
        "slug": SLUG,
        "name": Text(80),
        "tz": Text(60),
        "weekly": Table(dict.fromkeys(DAYS, _HOURS)),
        "holidays": By(Day(), Text(120)),
        "exceptions": By(Day(), _HOURS),
    },
    needed=("slug", "name", "tz", "weekly"),
)
PRIORITY = Table(
    {"level": LEVEL, "name": Text(40), "meaning": Text()}, needed=("level", "name", "meaning")
)
_GRADES = Several(
    Table({"name": Text(60), "meaning": Text(200)}, needed=("name", "meaning")), least=1
)
# A row of levels for each impact, a level for each urgency.
MATRIX = Table(
    {"impact": _GRADES, "urgency": _GRADES, "cells": Several(Several(LEVEL, least=1), least=1)},
    needed=("impact", "urgency", "cells"),
)
PRIORITIES = Table(
    {
        "slug": SLUG,
        "name": Text(80),
        "usual": LEVEL,
        "rows": Several(PRIORITY, least=1),
        "matrix": MATRIX,
    },
    needed=("slug", "name", "usual", "rows"),
)
STATUS = Table(
    {
        "name": Text(40),
        "requester_name": Text(40),
        "category": OneOf(tuple(Category.values)),
    },
    needed=("name", "category"),
)
STATUSES = Table(
    {"slug": SLUG, "name": Text(80), "rows": Several(STATUS, least=1)},
    needed=("slug", "name", "rows"),
)
TEAM = Table({"slug": SLUG, "name": Text(80), "tier": Whole(0, 4)}, needed=("slug", "name"))
SERVICE = Table({"slug": SLUG, "name": Text(80), "description": Text()}, needed=("slug", "name"))
REQUEST_TYPE = Table(
    {
        "slug": SLUG,
        "name": Text(80),
        "service": SLUG,
        "kind": OneOf(tuple(Kind.values)),
        "level": LEVEL,
        "acts": acts.SHAPE,
        "fields": forms.SHAPE,
    },
    needed=("slug", "name", "kind"),
)
_TARGET = Either(Amount(), Table({"in": Amount(), "after": Amount()}))
_WORD = Text(40)
STEP = Table(
    {
        "kind": _WORD,
        "unit": _WORD,
        "action": _WORD,
        **dict.fromkeys(("value", "seconds", "times"), Whole(0, 10**8)),
        "actions": Several(Table({"do": _WORD, "who": Several(_WORD)}, needed=("do",))),
    },
    needed=("kind",),
)
ROW = Table(
    {
        "key": SLUG,
        "kind": OneOf(tuple(kind.value for kind in BY_POLICY)),
        "name": Text(80),
        "condition": Text(2000),
        "start": OneOf(tuple(Start.values)),
        "start_team": SLUG,
        "start_tier": Whole(0, 4),
        "start_category": OneOf(tuple(Category.values)),
        "calendar": SLUG,
        "coverage": SLUG,
        "carry": OneOf(tuple(Carry.values)),
        "answered_on_call": Flag(),
        "voicemail_counts": Flag(),
        "try_counts": Flag(),
        "steps": Several(STEP),
        "targets": By(Text(1, pattern="[1-9]", like="1 to 9"), _TARGET),
    },
    needed=("key", "kind", "targets"),
)
POLICY = Table(
    {
        "slug": SLUG,
        "name": Text(80),
        "calendar": SLUG,
        "carry": OneOf(tuple(Carry.values)),
        "holds": By(OneOf(("update", "resolution")), Several(OneOf(tuple(Category.values)))),
        "rows": Several(ROW, least=1),
    },
    needed=("slug", "name", "calendar", "rows"),
)
_MINUTES = Whole(0, 480)
CONTRACT = Table(
    {
        "slug": SLUG,
        "name": Text(120),
        "summary": Text(2000),
        "labels": Several(_WORD),
        "terms": Table(
            {
                "otherwise": OneOf(tuple(Otherwise.values)),
                "minimum_minutes": _MINUTES,
                "increment_minutes": _MINUTES,
                "grace_minutes": _MINUTES,
                "rounds": OneOf(tuple(Round.values)),
                "bands": OneOf(tuple(Bands.values)),
                "when_empty": OneOf(tuple(Empty.values)),
                "red_limit": Whole(0, 10_000),
                "rollover_cap": Whole(0, 10_000),
                "pack_days": Whole(0, 10_000),
                "pack_units": Whole(0, 10_000),
                "low_units": Whole(0, 10_000),
                "answer_and_appointment": OneOf(tuple(Both.values)),
                "missed": OneOf(tuple(Missed.values)),
                "is_told_in_receipt": Flag(),
                "decides_excluded": Flag(),
            }
        ),
        "rules": Several(
            Table(
                {
                    "name": Text(120),
                    "condition": Text(2000),
                    "effect": OneOf(tuple(Effect.values)),
                    "needs_approval": Flag(),
                    "multiplier_permille": Whole(0, 10_000),
                    "client_words": Text(300),
                },
                needed=("name", "effect"),
            )
        ),
    },
    needed=("slug", "name"),
)
PARTS = {name: shape for name, shape in SHAPES.items() if name != "asked"}
PACK = Table(
    {
        "name": SLUG,
        "title": Text(120),
        "summary": Text(500),
        "decided": Several(Text(500)),
        "calendars": Several(CALENDAR, least=1),
        "priorities": PRIORITIES,
        "statuses": STATUSES,
        "teams": Several(TEAM),
        "services": Several(SERVICE),
        "request_types": Several(REQUEST_TYPE),
        "policy": POLICY,
        "contracts": Several(CONTRACT),
        "products": products.SHAPE,
        **PARTS,
    },
    needed=("name", "title", "summary", "calendars", "priorities", "statuses", "policy"),
)
Data = dict[str, Any]
