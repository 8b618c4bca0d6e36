"""What stands in the agent's rail: his work, his teams' queues, saved views."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from deskhand.people.models import Team
from deskhand.people.reader import Reader
from deskhand.tickets.list_models import Arrangement, View
from deskhand.tickets.views import lists_for, may_change
from deskhand.web.console.cells import OF_MINE, OF_SNOOZED, USUAL
from deskhand.web.request import DeskRequest

CALLS = "calls"
# After `g`, these letters lead to a list; the digits lead to the queues of teams.
LETTERS = {
    "mine": "m",
    "unassigned": "u",
    CALLS: "c",
    "late": "l",
    "waiting": "w",
    "open": "o",
    "review": "v",
    "all": "a",
    "mentions": "n",
    "drafts": "d",
    "watched": "t",
    "recent": "r",
    "snoozed": "s",
}
UNCOUNTED = frozenset({CALLS, "all", "recent"})


@dataclass(frozen=True, slots=True)
class Queue:
    """One named list of tickets: what is in it, in which order, and what it shows.

    The calls that are owed stand among the lists and have a page of their own.
    """

    name: str
    title: str
    icon: str
    order: str
    query: str = ""
    group: str = "work"
    grouping: str = ""
    columns: str = USUAL
    is_starred: bool = False
    may_change: bool = False
    # Letters in place of an icon that several lists have, where the rail shows icons alone.
    mark: str = ""

    @property
    def url(self) -> str:
        if self.name == CALLS:
            return reverse("console:calls")
        return reverse("console:queue", args=[self.name])

    @property
    def letter(self) -> str:
        return LETTERS.get(self.name, "")

    @property
    def view_id(self) -> int:
        """The id of the saved view behind this list; 0 for a list of the house."""
        return int(self.name.removeprefix("view-")) if self.group == "saved" else 0


def queues_for(reader: Reader) -> list[Queue]:
    """Return the lists of this agent's rail, in his order: starred ones first, then by group."""
    lists = lists_for(reader)
    work = [
        Queue(
            "mine",
            _("My work"),
            "inbox",
            "due",
            "assignee:me status:open snoozed:no",
            columns=OF_MINE,
        ),
        *(_team_queue(team) for team in lists.teams),
        Queue(
            "unassigned",
            _("Unassigned"),
            "list",
            "priority",
            "assignee:none status:open snoozed:no",
        ),
        Queue(CALLS, _("Calls owed"), "phone", "due"),
        Queue("late", _("Late"), "triangle-alert", "due", "due:<0h status:open"),
        Queue("waiting", _("Waiting for requester"), "pause", "due", "category:waiting_requester"),
        Queue("open", _("All open"), "layers", "priority", "status:open"),
        Queue("review", _("To be reviewed"), "user-search", "newest", "review:yes status:open"),
        Queue("all", _("All tickets"), "archive", "newest"),
    ]
    own = [
        Queue("mentions", _("Mentions"), "at-sign", "newest", "mentioned:yes status:open", "own"),
        Queue("drafts", _("Drafts"), "pencil", "-updated", "draft:yes", "own"),
        Queue("watched", _("Watched"), "eye", "-updated", "watched:yes status:open", "own"),
        Queue(
            "snoozed",
            _("Snoozed"),
            "alarm-clock",
            "snoozed",
            "snoozed:yes status:open",
            "own",
            columns=OF_SNOOZED,
        ),
        Queue("recent", _("Recently viewed"), "history", "-viewed", "viewed:yes", "own"),
    ]
    saved = [_saved(view, reader) for view in lists.views]
    return arranged(with_marks([*work, *own, *saved]), lists.arrangement)


def arranged(queues: list[Queue], arrangement: Arrangement) -> list[Queue]:
    """Put lists in an agent's order: those that he starred first; each group stays together."""
    places = {name: place for place, name in enumerate(arrangement.places)}
    starred = set(arrangement.starred)
    marked = [replace(one, is_starred=one.name in starred) for one in queues]
    groups = ("work", "own", "saved")
    return sorted(
        marked,
        key=lambda one: (
            not one.is_starred,
            0 if one.is_starred else groups.index(one.group),
            places.get(one.name, len(places)),
        ),
    )


def with_marks(queues: list[Queue]) -> list[Queue]:
    """Give lists that share an icon two letters each, no two the same where names allow it."""
    shared = Counter(one.icon for one in queues)
    taken: set[str] = set()
    marked = []
    for one in queues:
        mark = ""
        if shared[one.icon] > 1:
            mark = next((two for two in _letters(one.title) if two not in taken), "")
            mark = mark or next(_letters(one.title), one.title[:2])
            taken.add(mark)
        marked.append(replace(one, mark=mark))
    return marked


def _letters(title: str) -> Iterator[str]:
    """The ways to shorten a name to two letters, the best first."""
    words = ["".join(filter(str.isalnum, word)) for word in title.split()]
    words = [word for word in words if word]
    for second in words[1:]:
        yield (words[0][0] + second[0]).upper()
    if words:
        for letter in "".join(words)[1:]:
            yield words[0][0].upper() + letter.lower()


def sections(queues: Iterable[Queue]) -> list[tuple[str, list[Queue]]]:
    """Return the lists under the headings of the rail."""
    titles = {"work": _("Queues"), "own": _("Yours"), "saved": _("Saved views")}
    found: dict[str, list[Queue]] = {}
    for one in queues:
        found.setdefault(_("Starred") if one.is_starred else titles[one.group], []).append(one)
    return list(found.items())


def queues_of(request: DeskRequest) -> list[Queue]:
    """Return the lists of the rail of whoever asks, read once per request."""
    if not hasattr(request, "queues"):
        request.queues = queues_for(request.reader)
    return request.queues


def remember(request: DeskRequest, queue: Queue) -> None:
    """Keep in the session which queue was looked at last; it stands beside the tickets then."""
    if request.session.get("queue") != queue.name:
        request.session["queue"] = queue.name


def last_queue(request: DeskRequest) -> Queue:
    """Return the queue that was looked at last; the agent's own work where there was none."""
    queues = [queue for queue in queues_of(request) if queue.name != CALLS]
    name = request.session.get("queue")
    mine = next(queue for queue in queues if queue.name == "mine")
    return next((queue for queue in queues if queue.name == name), mine)


def _team_queue(team: Team) -> Queue:
    query = f"team:{team.slug} status:open snoozed:no"
    return Queue(f"team-{team.slug}", team.name, "users", "priority", query)


def _saved(view: View, reader: Reader) -> Queue:
    return Queue(
        f"view-{view.pk}",
        view.name,
        view.icon,
        view.order,
        view.query,
        "saved",
        view.grouping,
        view.columns or USUAL,
        may_change=may_change(reader, view),
    )
