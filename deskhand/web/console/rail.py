"""What stands in the agent's rail: his work, his teams' queues, saved views."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from deskhand.people.models import Team
from deskhand.people.reader import Reader
from deskhand.people.reading import teams_for
from deskhand.tickets.views import views_for
from deskhand.web.request import DeskRequest


@dataclass(frozen=True, slots=True)
class Queue:
    """One named list of tickets: what is in it and in which order."""

    name: str
    title: str
    icon: str
    order: str
    query: str = ""
    group: str = "work"

    @property
    def url(self) -> str:
        return reverse("console:queue", args=[self.name])

    @property
    def view_id(self) -> int:
        """The id of the saved view behind this list; 0 for a list of the house."""
        return int(self.name.removeprefix("view-")) if self.group == "saved" else 0


def queues_for(reader: Reader) -> list[Queue]:
    """Return the lists of this agent's rail, in their order."""
    work = [
        Queue("mine", _("My work"), "inbox", "due", "assignee:me status:open"),
        *(_team_queue(team) for team in teams_for(reader)),
        Queue("unassigned", _("Unassigned"), "list", "priority", "assignee:none status:open"),
        Queue("late", _("Late"), "triangle-alert", "due", "due:<0h status:open"),
        Queue("waiting", _("Waiting for requester"), "pause", "due", "category:waiting_requester"),
        Queue("drafts", _("Drafts"), "pencil", "newest", "draft:yes"),
        Queue("open", _("All open"), "layers", "priority", "status:open"),
        Queue("review", _("To be reviewed"), "user-search", "newest", "review:yes status:open"),
        Queue("all", _("All tickets"), "archive", "newest"),
    ]
    saved = [
        Queue(f"view-{view.pk}", view.name, "star", view.order, view.query, "saved")
        for view in views_for(reader)
    ]
    return work + saved


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
    queues = queues_of(request)
    name = request.session.get("queue")
    return next((queue for queue in queues if queue.name == name), queues[0])


def _team_queue(team: Team) -> Queue:
    query = f"team:{team.slug} status:open"
    return Queue(f"team-{team.slug}", team.name, "users", "priority", query)
