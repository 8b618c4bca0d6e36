"""Policies for tests: a table in a few words, and who is owed it."""

from datetime import datetime, timedelta

from deskhand.catalog.models import Priority, PriorityScheme, Status, StatusScheme
from deskhand.people.models import Organization
from deskhand.sla import administration, owing
from deskhand.sla.drafts import Cell, Draft, RowDraft, draft_of
from deskhand.sla.models import Calendar, Policy, PolicyAssignment, PolicyVersion
from tests.cast import BEFORE

HOUR = timedelta(hours=1)
STATUSES = (
    ("Fresh", "new"),
    ("Working", "open"),
    ("Your turn", "waiting_requester"),
    ("Done", "solved"),
    ("Shut", "closed"),
    ("Void", "cancelled"),
)


def row(kind: str, hours: float | dict[int, float] = 4, *, unit: str = "calendar", **more):
    """A row that promises so many hours, the same in and after business hours.

    One number holds for the levels 1 to 5; a level that is not named is promised nothing.
    """
    by_level = hours if isinstance(hours, dict) else dict.fromkeys(range(1, 6), hours)
    cells = tuple(
        Cell(level, band, unit, seconds=int(amount * 3600))
        for level, amount in by_level.items()
        for band in ("in", "after")
    )
    return RowDraft(kind, cells, **more)


def schemes(
    slug: str, levels: dict[int, str], statuses: tuple[tuple[str, str], ...] = STATUSES
) -> tuple[PriorityScheme, StatusScheme]:
    priorities = PriorityScheme.objects.create(name=slug, slug=slug)
    for level, name in levels.items():
        Priority.objects.create(scheme=priorities, level=level, name=name, is_default=level == 2)
    scheme = StatusScheme.objects.create(name=slug, slug=slug)
    for place, (name, category) in enumerate(statuses):
        Status.objects.create(scheme=scheme, name=name, category=category, position=place)
    return priorities, scheme


def policy(
    slug: str, *rows: RowDraft, levels: dict[int, str] | None = None, at: datetime = BEFORE, **more
) -> Policy:
    """A policy beside the firm's default, in schemes of its own where levels are given."""
    made = Policy.objects.create(name=slug.capitalize(), slug=slug)
    priorities, statuses = schemes(slug, levels) if levels else _usual()
    calendar = Calendar.objects.order_by("pk").first()
    administration.publish(made, Draft(calendar, priorities, statuses, rows, **more), at=at)
    return made


def _usual() -> tuple[PriorityScheme, StatusScheme]:
    return PriorityScheme.objects.earliest("pk"), StatusScheme.objects.earliest("pk")


def rewrite(made: Policy, *rows: RowDraft, at: datetime = BEFORE, **more) -> PolicyVersion:
    """The next version of a policy: these rows instead of those before."""
    draft = draft_of(administration.latest(made))
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    return administration.publish(made, Draft(**{**values, "rows": rows, **more}), at=at)[0]


def owe(
    organization: Organization,
    made: Policy,
    *labels: str,
    condition: str = "",
    since: datetime = BEFORE,
    until: datetime | None = None,
) -> PolicyAssignment:
    return owing.owe(organization, owing.Owed(made, since, until, labels, condition))
