"""The forms of request types: their fields in order, as administrators keep them and packs ship
them, and which are asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from deskhand.catalog.models import FieldKind, FormField, RequestType
from deskhand.rules.forms import Question, Words, asked
from deskhand.rules.shapes import Flag, OneOf, Several, Table, Text

MOST_FIELDS, MOST_CHOICES, LONGEST_CHOICE = 40, 60, 120
WITH_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
SLUG = Text(60, pattern=r"[a-z0-9]+(-[a-z0-9]+)*", like="lower-case letters, digits and hyphens")
SHAPE = Several(
    Table(
        {
            "slug": SLUG,
            "label": Text(120),
            "kind": OneOf(tuple(FieldKind.values)),
            "help": Text(300),
            "choices": Several(Text(LONGEST_CHOICE)),
            "default": Text(300),
            "required": Flag(),
            "internal": Flag(),
            "shown_if": SLUG,
            "shown_value": Text(120),
        },
        needed=("slug", "label", "kind"),
    )
)


class FieldRefused(ValueError):
    """A field cannot be so; the text says why."""


def fields_of(request_type: RequestType | None, *, internal: bool) -> list[FormField]:
    """Return what the form of a request type asks, in order; what is for agents alone only where
    `internal`."""
    if request_type is None:
        return []
    rows = request_type.form_fields.filter(retired_at=None)
    return list(rows if internal else rows.filter(is_internal=False))


def retired_of(request_type: RequestType) -> list[FormField]:
    return list(request_type.form_fields.exclude(retired_at=None))


def live_fields() -> list[FormField]:
    """Return what any form asks, for whoever completes a condition."""
    return list(FormField.objects.filter(retired_at=None).order_by("slug", "id"))


def asked_of(fields: Sequence[FormField], words: Words) -> list[FormField]:
    """Return which of these fields are asked, where `words` are those of each answer by slug."""
    shown = asked([Question(row.slug, row.shown_if, row.shown_value) for row in fields], words)
    return [row for row in fields if row.slug in shown]


@transaction.atomic
def save_field(field: FormField) -> FormField:
    """Keep a field, a new one last; its short name never changes. Raises FieldRefused."""
    _check(field)
    if field.pk is None:
        others = FormField.objects.filter(request_type=field.request_type_id)
        if others.filter(retired_at=None).count() >= MOST_FIELDS:
            raise FieldRefused(_("A form has at most forty fields."))
        last = others.aggregate(last=Max("position"))["last"]
        field.position = 0 if last is None else last + 1
    field.slug = field.slug or _free_slug(field)
    field.save()
    return field


def _free_slug(field: FormField) -> str:
    """The same question has the same short name in every form."""
    base = slugify(field.label)[:50] or "x"
    taken = set(
        FormField.objects.filter(request_type=field.request_type_id).values_list("slug", flat=True)
    )
    candidates = (f"{base}-{number}" if number else base for number in range(len(taken) + 1))
    return next(slug for slug in candidates if slug not in taken)


def _check(field: FormField) -> None:
    if field.kind in WITH_CHOICES and not field.choices:
        raise FieldRefused(_("Write down what there is to choose from."))
    if field.kind == FieldKind.FILE and field.is_internal:
        raise FieldRefused(_("Files go with what the requester says; they are not kept from him."))
    if field.shown_if and field.shown_if == field.slug:
        raise FieldRefused(_("A field cannot wait for itself."))
    if field.shown_value and not field.shown_if:
        raise FieldRefused(_("Say which field it waits for."))


@transaction.atomic
def move_field(request_type: RequestType, field: FormField, *, up: bool) -> None:
    """Let a field change places with the one before or after it."""
    rows = fields_of(request_type, internal=True)
    place = rows.index(field)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    put_in_order(rows)


def put_in_order(rows: Iterable[FormField]) -> None:
    rows = list(rows)
    for position, row in enumerate(rows):
        row.position = position
    FormField.objects.bulk_update(rows, ["position"])


def retire_field(field: FormField, *, at: datetime | None) -> None:
    """Ask for it no more; its answers stay. With None it is asked again."""
    field.retired_at = at
    field.save(update_fields=["retired_at"])
