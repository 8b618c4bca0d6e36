"""A client obtains a file of a release; from then on it stays available to him."""

from datetime import datetime

from django.db import transaction

from deskhand.assets.models import ReleaseFile
from deskhand.contracts.events import ReleaseObtained
from deskhand.contracts.models import Obtained
from deskhand.contracts.software.reading import file_for
from deskhand.journal.record import record
from deskhand.people.acting import actor_of, person_id_of
from deskhand.people.models import Organization
from deskhand.people.reader import Reader


class NotAvailable(Exception):
    """There is no such file, or none that this client may have; the two are not told apart."""


@transaction.atomic
def obtain(
    file: ReleaseFile | None, organization: Organization | None, *, by: Reader, at: datetime
) -> Obtained:
    """Note that somebody fetches a file for his organization. Raises NotAvailable."""
    reader = by.as_requester()
    if file is None or organization is None or not file_for(reader, organization.pk, file):
        raise NotAvailable
    row = Obtained.objects.create(
        organization=organization,
        release=file.release,
        file=file,
        person_id=person_id_of(reader),
        name=reader.name,
        obtained_at=at,
    )
    told = ReleaseObtained(release=file.release_id, file=file.pk, organization=organization.pk)
    record(told, by=actor_of(reader), at=at)
    return row
