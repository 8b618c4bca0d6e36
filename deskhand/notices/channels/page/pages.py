"""Text messages: short, without what somebody wrote, and few."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import ngettext

from deskhand.notices import firm as firms
from deskhand.notices.channels.interface import Outcome, Told
from deskhand.notices.channels.page import gateway, twilio
from deskhand.notices.kinds import Channel
from deskhand.notices.models import Delivery, Firm, Preference
from deskhand.people.models import Person

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
LONGEST = 300
AN_HOUR = timedelta(hours=1)
MOST_IN_AN_HOUR = 10


class Pages:
    """Hands text messages to whoever the administrator chose."""

    writes_here = False

    def reaches(self, people: Collection[Person], chosen: Mapping[int, Preference]) -> set[int]:
        if not firms.sends_pages():
            return set()
        return {person.pk for person in people if chosen[person.pk].page_number}

    def send(self, person: Person, told: Sequence[Told], *, at: datetime) -> Outcome:
        number = Preference.objects.filter(person=person).values_list("page_number", flat=True)
        to = number.first() or ""
        if not to:
            return Outcome(is_needless=True, why="No number is given any more")
        if _sent_lately(person, at=at) >= MOST_IN_AN_HOUR:
            return Outcome(is_needless=True, why="Ten text messages in an hour are enough")
        return send_text(to, text_of(told))


def send_text(number: str, text: str) -> Outcome:
    """Send a text message by the way that the administrator chose."""
    firm = firms.current()
    if firm.way == Firm.Way.GATEWAY:
        return gateway.send(firm, firms.headers(), number=number, text=text)
    if firm.way == Firm.Way.TWILIO:
        return twilio.send(firm, firms.token(), number=number, text=text)
    return Outcome(is_needless=True, why="Text messages are switched off")


def tidy_number(text: str) -> str:
    """Return a number as the networks know it, with + and country; raises ValueError."""
    number = re.sub(r"[\s()./-]", "", text)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not NUMBER.fullmatch(number):
        raise ValueError(text)
    return number


def text_of(told: Sequence[Told]) -> str:
    """What the message says: no word that somebody wrote."""
    last = told[-1]
    text = f"{last.title}: {last.line.words}"
    if len(told) > 1:
        more = ngettext("and %(count)d more", "and %(count)d more", len(told) - 1)
        text += f" ({more % {'count': len(told) - 1}})"
    link = f" {settings.DESKHAND_URL}{last.line.url}"
    return " ".join(text.split())[: LONGEST - len(link)] + link


def _sent_lately(person: Person, *, at: datetime) -> int:
    sent = Delivery.objects.filter(
        person=person,
        channel=Channel.PAGE,
        state=Delivery.State.SENT,
        settled_at__gt=at - AN_HOUR,
    )
    return sent.values("settled_at").distinct().count()
