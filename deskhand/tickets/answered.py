"""Fields of forms in the condition language: `field:name:value`, and what is still to be filled in.

Only agents ask for them: some fields are kept from whoever asked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.forms import asked_of, live_fields
from deskhand.catalog.models import FieldKind, FormField
from deskhand.jobs.memory import remembered
from deskhand.people.reader import Reader
from deskhand.rules.conditions import Field, Kind, Mark, Wanted, fold, wanted
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Flag, Name, Value
from deskhand.tickets import offers
from deskhand.tickets.columns import NOTHING, Asking, any_of
from deskhand.tickets.fields import TicketField
from deskhand.tickets.filled import FieldMark
from deskhand.tickets.filling import LONGEST_WORD
from deskhand.tickets.models import Ticket
from deskhand.tickets.queries import Among

_LOOKUPS = {"<": "rank__lt", "<=": "rank__lte", ">": "rank__gt", ">=": "rank__gte"}


def _rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    if not asking.reader.is_agent:
        return NOTHING
    sought = (wanted(value.written) for value in values if isinstance(value, Name))
    return any_of(_marked(each) for each in sought if each is not None)


def _marked(sought: Wanted) -> Q:
    marks = FieldMark.objects.filter(slug=sought.name)
    if sought.operator:
        marks = marks.filter(**{_LOOKUPS[sought.operator]: sought.rank})
    elif sought.word:
        marks = marks.filter(word=sought.word)
    return Q(Among("pk", marks.values("ticket")))


def _fact(ticket: Ticket, reader: Reader) -> tuple[Mark, ...]:
    if ticket.pk is None or not reader.is_agent:
        return ()
    return tuple(Mark(row.slug, row.word, row.rank) for row in ticket.field_marks.all())


def _complete(reader: Reader, begun: str) -> list[str]:
    """Names of fields, each with its colon; behind one what there is to choose from."""
    name, colon, word = begun.partition(":")
    fields = live_fields()
    if not colon:
        return offers.among(f"{field.slug}:" for field in fields)(reader, name)
    words = [word for field in fields if field.slug == fold(name) for word in _words(field)]
    return [f"{name}:{found}" for found in offers.among(words)(reader, word)]


def _words(field: FormField) -> list[str]:
    return ["yes"] if field.kind == FieldKind.CHECK else list(field.choices)


FIELD = TicketField(
    Field("field", Kind.ANSWERS),
    _("Field of the form"),
    _rows,
    _fact,
    complete=_complete,
    reads=("field_marks",),
)


@remembered
def _forms() -> Mapping[int, list[FormField]]:
    """The fields of each form in which something must be answered."""
    forms: dict[int, list[FormField]] = defaultdict(list)
    for field in live_fields():
        forms[field.request_type_id].append(field)
    return {pk: fields for pk, fields in forms.items() if any(f.is_required for f in fields)}


def is_to_fill(ticket: Ticket) -> bool:
    """Whether something that must be answered is not, on a ticket that is here."""
    if ticket.pk is None or ticket.request_type_id is None:
        return False
    fields = _forms().get(ticket.request_type_id, [])
    words: dict[str, list[str]] = defaultdict(list)
    for mark in ticket.field_marks.all():
        words[mark.slug].append(mark.word)
    asked = asked_of(fields, words)
    return any(field.is_required and field.slug not in words for field in asked)


def _rows_to_fill(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    is_set = {value.is_set for value in values if isinstance(value, Flag)}
    found = any_of(
        Q(request_type=pk) & _is_asked(field, {f.slug: f for f in fields}) & ~_has(field.slug)
        for pk, fields in _forms().items()
        for field in fields
        if field.is_required
    )
    return any_of([*([found] if True in is_set else []), *([~found] if False in is_set else [])])


def _is_asked(
    field: FormField, by_slug: Mapping[str, FormField], on_the_way: frozenset[str] = frozenset()
) -> Q:
    other = by_slug.get(field.shown_if)
    if other is None:
        return Q()
    if field.slug in on_the_way:
        return NOTHING
    further = _is_asked(other, by_slug, on_the_way | {field.slug})
    return further & _has(other.slug, fold(field.shown_value)[:LONGEST_WORD])


def _has(slug: str, word: str = "") -> Q:
    return _marked(Wanted(slug, word))


TO_FILL = TicketField(
    Field("to-fill", Kind.FLAG),
    _("Form to be filled in"),
    _rows_to_fill,
    lambda ticket, reader: is_to_fill(ticket),
    complete=offers.among(("yes", "no")),
)
