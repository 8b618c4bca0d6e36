"""Which notices: words for the bell and its page."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from deskhand.notices.subjects import seen_by
from deskhand.people.reader import Reader


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> NoticeQuerySet:
        """His own, of the bell, while he may see what they are about; others have none."""
        if not reader.is_agent:
            return self.none()
        return self.filter(person=reader.person_id, in_bell=True).filter(seen_by(reader))

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def about(self, kind: str, subject_id: int) -> NoticeQuerySet:
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def newest_of_each(self, *, among_unread: bool) -> NoticeQuerySet:
        """One for each subject: that than which none is newer."""
        newer = self.model._default_manager.filter(
            person=OuterRef("person"),
            subject_kind=OuterRef("subject_kind"),
            subject_id=OuterRef("subject_id"),
            pk__gt=OuterRef("pk"),
            in_bell=True,
        )
        if among_unread:
            newer = newer.filter(read_at=None)
        return self.filter(~Exists(newer))
