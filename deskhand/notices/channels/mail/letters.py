"""The letter that tells an agent what is new. It goes to one reader and answers nobody.

It is bounded here, not by the limits for letters to the world: an agent may get more than three
an hour. Its subject names a ticket, and never says what was written there.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.mail.composing import can_be_written_to
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.mail.writing import AGENT_NOTICE, Draft, NoMailbox, write
from deskhand.notices.channels.interface import SENT, Outcome, Told
from deskhand.notices.channels.mail.links import stop_url
from deskhand.notices.kinds import Channel, Pace
from deskhand.notices.models import Delivery, Preference
from deskhand.notices.preferences import preference_of
from deskhand.people.models import Person
from deskhand.provider.firm import current
from deskhand.rules.colour import accent

AN_HOUR = timedelta(hours=1)
MOST_IN_AN_HOUR = 12


class Letters:
    """Writes letters; the post office posts them."""

    writes_here = True

    def reaches(self, people: Collection[Person], chosen: Mapping[int, Preference]) -> set[int]:
        """Who wants letters, and has an address that works and is none of ours: a letter to a
        mailbox of the desk would come back as a ticket."""
        rows = list(people)
        prefetch_related_objects(rows, "addresses")
        ours = our_addresses()
        wanting = (person for person in rows if chosen[person.pk].pace != Pace.NEVER)
        return {person.pk for person in wanting if _can_get_letters(person, ours)}

    def send(self, person: Person, told: Sequence[Told], *, at: datetime) -> Outcome:
        if preference_of(person.pk).pace == Pace.NEVER:
            return Outcome(is_needless=True, why="Letters are not wanted any more")
        if _sent_lately(person, at=at) >= MOST_IN_AN_HOUR:
            return Outcome(again=True, why="Enough letters for one hour: the rest come together")
        words = {
            "person": person,
            "groups": _by_subject(told),
            "firm": current(),
            # Colleagues know the firm: its name and colour are enough.
            "brand": {"name": current().name, "colours": accent(current().brand_hue)},
            "desk": settings.DESKHAND_URL,
            "stop_url": stop_url(person, at=at),
            "preferences": f"{settings.DESKHAND_URL}/desk/preferences/#notices",
        }
        draft = Draft(
            kind=AGENT_NOTICE,
            to=[person.main_address],
            subject=subject_of(told),
            text=render_to_string("mail/notices.txt", words),
            html=render_to_string("mail/notices.html", words),
            is_automatic=True,
            stop_url=str(words["stop_url"]),
        )
        try:
            write(draft, at=at)
        except (NoMailbox, ValueError) as error:
            return Outcome(why=str(error) or "The firm has no mailbox to write with")
        return SENT


def subject_of(told: Sequence[Told]) -> str:
    """Return the subject of a letter about these: the one ticket by its title, several by number
    alone."""
    names = list(dict.fromkeys(one.line.name for one in told))
    if len(names) == 1:
        # With its number in brackets an answer finds the ticket, and becomes a note there.
        title = told[0].title.replace(told[0].line.name, f"[{told[0].line.name}]", 1)
        return f"{told[0].line.words}: {title}" if len(told) == 1 else title
    several = ngettext("%(count)d thing is new", "%(count)d things are new", len(names))
    listed = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return _("%(several)s: %(listed)s") % {
        "several": several % {"count": len(names)},
        "listed": listed,
    }


def _by_subject(told: Sequence[Told]) -> list[list[Told]]:
    groups: dict[tuple[str, int], list[Told]] = {}
    for one in told:
        groups.setdefault((one.notice.subject_kind, one.notice.subject_id), []).append(one)
    return list(groups.values())


def _sent_lately(person: Person, *, at: datetime) -> int:
    """How many letters went to somebody within an hour: what went in one was settled at once."""
    sent = Delivery.objects.filter(
        person=person,
        channel=Channel.MAIL,
        state=Delivery.State.SENT,
        settled_at__gt=at - AN_HOUR,
    )
    return sent.values("settled_at").distinct().count()


def _can_get_letters(person: Person, ours: dict[str, int]) -> bool:
    main = next((a for a in person.addresses.all() if a.email == person.main_address), None)
    if main is None or main.bounced_at is not None or not can_be_written_to(main.email):
        return False
    return known_as(main.email, ours) is None
