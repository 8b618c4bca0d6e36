"""A change to many tickets goes on in the background, some at a time."""

from django.utils import timezone

from deskhand.desk import bulk
from deskhand.jobs.task import task
from deskhand.people.identity import reader_of_person
from deskhand.tickets.list_models import BulkChange


@task()
def go_on(change_id: int) -> None:
    """Work off some tickets with the rights that its agent has now, and come again for the rest."""
    change = BulkChange.objects.select_related("agent__person").filter(pk=change_id).first()
    if change is None or change.state in {BulkChange.State.DONE, BulkChange.State.UNDONE}:
        return
    by = reader_of_person(change.agent.person)
    if bulk.go_on(change, by=by, at=timezone.now()):
        go_on.enqueue(change_id)
