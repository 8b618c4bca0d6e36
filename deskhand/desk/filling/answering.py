"""What was said for the fields of a form, checked: what does not fit is told at its field.

People and sites are those of the client alone. Whoever asks must answer what is required; agents
may leave it open, and the ticket says what is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from deskhand.catalog.forms import asked_of, fields_of
from deskhand.catalog.models import FieldKind, FormField, RequestType
from deskhand.people.models import Organization, Person, Site
from deskhand.people.reading import members_of, sites_of
from deskhand.rules.conditions import rank_of
from deskhand.tickets.filling import Answer

Said = Mapping[str, Any]
LONGEST = {FieldKind.TEXT: 300, FieldKind.LONG: 20_000, FieldKind.FILE: 2_000}


class FormRefused(Exception):
    """Some fields do not fit; `errors` has the reason of each by its short name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values()), ""))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Filling:
    """Whose form it is: of which client, filled in by an agent, or by whoever asks himself."""

    organization: Organization | None
    is_agent: bool
    is_whole: bool = True  # What is required must be answered.


def answers_to(request_type: RequestType | None, said: Said, filling: Filling) -> list[Answer]:
    """Return the answers to what the form asks; what it does not ask is left out. Values are
    plain: texts, lists of texts, numbers and days as text, ids, yes or no. Raises FormRefused."""
    fields = fields_of(request_type, internal=filling.is_agent)
    given, errors = read_said(fields, said, filling)
    asked = asked_of(fields, {slug: answer.words or (" ",) for slug, answer in given.items()})
    shown = {field.slug for field in asked}
    errors = {slug: reason for slug, reason in errors.items() if slug in shown}
    if filling.is_whole:
        missing = (f.slug for f in asked if f.is_required and f.slug not in given)
        errors |= {slug: _("This must be answered.") for slug in missing if slug not in errors}
    if errors:
        raise FormRefused(errors)
    return [given[field.slug] for field in asked if field.slug in given]


def answers_that_fit(
    request_type: RequestType | None, said: Said, filling: Filling
) -> list[Answer]:
    """Return what of this the form asks and takes; all else is left to be filled in."""
    fields = fields_of(request_type, internal=filling.is_agent)
    given, _errors = read_said(fields, said, filling)
    asked = asked_of(fields, {slug: answer.words or (" ",) for slug, answer in given.items()})
    return [given[field.slug] for field in asked if field.slug in given]


def read_said(
    fields: Sequence[FormField], said: Said, filling: Filling
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return what was answered by short name, and why what does not fit does not."""
    given: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for field in fields:
        value = said.get(field.slug)
        if value in (None, "", [], False):
            continue
        try:
            given[field.slug] = answer_of(field, value, filling)
        except ValueError as error:
            errors[field.slug] = str(error)
    return given, errors


def answer_of(field: FormField, value: Any, filling: Filling) -> Answer:
    """Return one answer; raises ValueError with the reason."""
    return _READ[FieldKind(field.kind)](field, value, filling)


def _text(field: FormField, value: Any, filling: Filling) -> Answer:
    text = str(value).replace("\0", "").strip()
    longest = LONGEST[FieldKind(field.kind)]
    if len(text) > longest:
        raise ValueError(_("Write at most %(count)d characters.") % {"count": longest})
    words = (text,) if field.kind == FieldKind.TEXT else ()
    return Answer(field, text, text, words)


def _choice(field: FormField, value: Any, filling: Filling) -> Answer:
    if value not in field.choices:
        raise ValueError(_("Choose one of those that are offered."))
    return Answer(field, value, value, (value,))


def _choices(field: FormField, value: Any, filling: Filling) -> Answer:
    chosen = [choice for choice in field.choices if choice in value]
    if len(chosen) != len(set(value)):
        raise ValueError(_("Choose of those that are offered."))
    return Answer(field, chosen, ", ".join(chosen), tuple(chosen))


def _number(field: FormField, value: Any, filling: Filling) -> Answer:
    text = str(value).strip()
    number = rank_of(text) if "-" not in text[1:] else None
    if number is None:
        raise ValueError(_("Write a number."))
    if number != round(number, 6):
        raise ValueError(_("Write at most six decimals."))
    plain = _plain(number)
    return Answer(field, plain, str(number_format(plain, use_l10n=True)), (plain,))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(field: FormField, value: Any, filling: Filling) -> Answer:
    try:
        day = date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(_("Write a day.")) from error
    return Answer(field, day.isoformat(), date_format(day, "j F Y"), (day.isoformat(),))


def _person(field: FormField, value: Any, filling: Filling) -> Answer:
    person: Person | None = members_of(filling.organization).filter(pk=_key(value)).first()
    if person is None:
        raise ValueError(_("Choose somebody of this client."))
    return Answer(field, person.pk, str(person), (str(person),))


def _site(field: FormField, value: Any, filling: Filling) -> Answer:
    site: Site | None = sites_of(filling.organization).filter(pk=_key(value)).first()
    if site is None:
        raise ValueError(_("Choose a site of this client."))
    return Answer(field, site.pk, site.name, (site.name,))


def _key(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _check(field: FormField, value: Any, filling: Filling) -> Answer:
    return Answer(field, True, _("yes"), ("yes",))


_READ: dict[FieldKind, Callable[[FormField, Any, Filling], Answer]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.FILE: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.PERSON: _person,
    FieldKind.SITE: _site,
    FieldKind.CHECK: _check,
}
