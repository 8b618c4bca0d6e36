"""What Setup has, in chapters: its first page and its rail show the same."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskhand.web.setup.resources import BY_NAME


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: its heading, why one goes there, and the name by which its pages call it."""

    section: str
    title: Any
    icon: str
    why: Any
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Subjects that belong together."""

    title: Any
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A subject that is no plain rows, by the name of its address."""

    name: str
    title: Any
    icon: str
    why: Any
    section: str = ""


# Plain rows stand by their names alone.
_CHAPTERS: tuple[tuple[Any, tuple[str | _Page, ...]], ...] = (
    (
        _("The firm and its clients"),
        (
            _Page("firm", _("The firm"), "store", _("Name, time zone, colour, sign-up, sign-in.")),
            "organizations",
            "sites",
            "people",
            "teams",
            "agents",
            _Page(
                "packs",
                _("Service packs"),
                "package",
                _("A complete way of working, put into force at once."),
            ),
        ),
    ),
    (
        _("What comes in"),
        (
            "mailboxes",
            _Page(
                "rules",
                _("Rules on mail"),
                "list-filter",
                _("What becomes of letters before they are tickets."),
            ),
            _Page(
                "phone",
                _("Telephone"),
                "phone-call",
                _("Connect a telephone system, so that callers are known."),
            ),
            "phone-lines",
            _Page("tokens", _("Tokens"), "key-round", _("Keys for programs that deliver to us.")),
        ),
    ),
    (
        _("Tickets"),
        (
            "statuses",
            "priorities",
            "services",
            "request-types",
            "checklists",
            "templates",
            "canned-replies",
            _Page(
                "ending",
                _("Ending tickets"),
                "circle-check",
                _("What must be done before a ticket ends."),
            ),
        ),
    ),
    (
        _("What is promised"),
        (
            _Page(
                "calendars",
                _("Calendars"),
                "calendar-days",
                _("Business hours, holidays and exceptions."),
            ),
            _Page("policies", _("Promises"), "timer", _("How soon a person answers, by priority.")),
            _Page(
                "escalations",
                _("Escalations"),
                "trending-up",
                _("Steps that come before and after promises are due."),
            ),
            _Page(
                "ladders",
                _("Ladders"),
                "siren",
                _("Whom to page, level by level, until somebody has it."),
            ),
            "breach-reasons",
        ),
    ),
    (
        _("What is done by itself"),
        (
            _Page(
                "automation",
                _("Rules on tickets"),
                "workflow",
                _("What is done when something happens, or nothing does."),
            ),
            _Page(
                "macros", _("Macros"), "zap", _("Replies, notes and what is set, at one stroke.")
            ),
            _Page(
                "recurring",
                _("Recurring tickets"),
                "calendar-sync",
                _("Work that comes again, made of templates."),
            ),
            _Page(
                "duties",
                _("Who is given work"),
                "user-check",
                _("Skills, capacity, working time and absences of agents."),
            ),
            _Page("hooks", _("Hooks"), "webhook", _("Programs of others that steps call.")),
            _Page(
                "notices",
                _("Notices"),
                "bell",
                _("Text messages to agents, and what notices may quote."),
                section="notices-setup",
            ),
        ),
    ),
    (
        _("Contracts and time"),
        (
            _Page(
                "contracts",
                _("Contracts"),
                "file-text",
                _("What was agreed with each client: promises, prices, which work is covered."),
            ),
            "products",
            _Page(
                "invoicing",
                _("Invoicing"),
                "receipt",
                _("Your firm on invoices, taxes, numbers, reminders."),
            ),
            _Page(
                "time_rules",
                _("Entering time"),
                "timer",
                _("Timers that are left running, and notes."),
            ),
            "work-types",
            "work-roles",
        ),
    ),
    (
        _("Looking after it"),
        (
            _Page("sent", _("Sent mail"), "send", _("What went out, what waits, what failed.")),
            _Page(
                "letters",
                _("Letters that came"),
                "mail-open",
                _("Every letter as it came, and what became of it."),
            ),
            _Page(
                "signing_keys",
                _("Signing keys"),
                "file-key",
                _("So that others can tell that a letter is yours (DKIM)."),
                section="signing",
            ),
            _Page(
                "jobs",
                _("Failed jobs"),
                "list-restart",
                _("Background work that failed for good."),
            ),
            _Page("audit", _("Audit trail"), "scroll-text", _("Who did what, and when.")),
        ),
    ),
)


def contents() -> list[Chapter]:
    """Return the chapters with the addresses of their subjects."""
    return [
        Chapter(title, tuple(_subject(each) for each in subjects)) for title, subjects in _CHAPTERS
    ]


def names() -> set[str]:
    """The names of all subjects: those of plain rows, and of the addresses of the others."""
    every = (each for _title, subjects in _CHAPTERS for each in subjects)
    return {each if isinstance(each, str) else each.name for each in every}


def _subject(each: str | _Page) -> Subject:
    if isinstance(each, _Page):
        url = reverse(f"setup:{each.name}")
        return Subject(each.section or each.name, each.title, each.icon, each.why, url)
    kind = BY_NAME[each]
    url = reverse("setup:schemes" if kind.has_schemes else "setup:rows", args=[kind.name])
    return Subject(kind.name, kind.title, kind.icon, kind.why, url)
