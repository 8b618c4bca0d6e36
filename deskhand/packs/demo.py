"""The demo provider: a firm with two dozen clients and a month of believable work.

Everything is told by the same stories as in real life, at instants of the past, so that
every page has something true to show. Nothing is ever mailed out.
"""

import random
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.jobs.memory import remembering
from deskhand.mail.models import OutgoingLetter
from deskhand.packs.demo_calls import owe_calls
from deskhand.packs.demo_contracts import sign_contracts
from deskhand.packs.demo_forms import fill_forms
from deskhand.packs.demo_invoices import bill_some
from deskhand.packs.demo_macros import keep_macros
from deskhand.packs.demo_month import play
from deskhand.packs.demo_people import PASSWORD, SIGN_INS, settle
from deskhand.packs.demo_phone import ring
from deskhand.packs.demo_planned import plan_some
from deskhand.packs.demo_quotes import quote_some
from deskhand.packs.demo_software import release_software
from deskhand.packs.demo_texts import keep_texts
from deskhand.packs.demo_time import enter_time
from deskhand.packs.demo_units import keep_book, plan_budget, sign_units
from deskhand.provider.firm import is_set_up


class DemoRefused(Exception):
    """The desk belongs to a real firm already; the demo would mix into it."""


@transaction.atomic
def fill(*, at: datetime, once: bool = False) -> str | None:
    """Fill an empty desk with the demo; returns its sign-ins in words.

    None when the desk has a firm and `once` is set; without `once` DemoRefused is raised.
    """
    if is_set_up():
        if once:
            return None
        raise DemoRefused(_("This desk is set up already. The demo goes into an empty one only."))
    chance = random.Random(20)
    firm = settle(at=at, chance=chance)
    sign_contracts(at=at)
    by_units = sign_units(at=at)
    with remembering():
        play(firm, at=at, chance=chance)
        owe_calls(firm, at=at)
        plan_some(firm, at=at)
        fill_forms(firm, at=at)
        enter_time(firm, at=at, chance=chance)
        ring(firm, at=at)
        quote_some(at=at)
        bill_some(at=at)
        release_software(at=at)
    keep_book(by_units, at=at)
    plan_budget(at=at)
    keep_macros()
    keep_texts()
    State = OutgoingLetter.State
    OutgoingLetter.objects.filter(state=State.WAITING).update(state=State.KEPT, next_try_at=None)
    return sign_ins()


def sign_ins() -> str:
    """Tell who may sign in to the demo, and how."""
    width = max(len(role) for role, _email in SIGN_INS)
    lines = [f"  {role.ljust(width)}  {email}" for role, email in SIGN_INS]
    return "\n".join([f"Demo sign-ins, all with the password {PASSWORD}:", *lines])
