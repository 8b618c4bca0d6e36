"""What macros and rules can do, as data: a list of acts, at most one of each sort.

Things are named as conditions name them, by short names and addresses, so that acts read like
text and survive an export:

- `{"do": "status", "name": "Solved", "category": "solved"}`: the status of this name in the
  ticket's scheme, else the first of the category; `{"do": "priority", "level": 2}`
- `{"do": "team", "team": "network"}`, `{"do": "assignee", "who": "me"}`; `who` is `me`, `nobody`
  or the address of an agent
- `{"do": "kind", "kind": "incident"}`, `{"do": "request_type", "request_type": "new-account"}`
- `{"do": "tags", "add": ["vip"], "remove": []}`
- `{"do": "note", "text": "..."}`, `{"do": "reply", "text": "..."}`

Rules alone:

- `{"do": "macro", "macro": "Ask for details"}`: all that a macro of all agents does; its reply goes
  out as an automatic letter
- `{"do": "mail", "to": "requester", "text": "..."}`; `to` is `requester`, `participants` or an
  address
- `{"do": "notify", "who": ["assignee", "team", "lead", "manager", "watchers"]}`
- `{"do": "hook", "hook": "Alarm"}`
- `{"do": "assign", "how": "in_turn", "sticky": true}`; `how` is `in_turn` or `least_busy`;
  only where nobody has the ticket
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.automation.models import Macro
from deskhand.catalog.models import Category, Priority, RequestType, Status
from deskhand.connectors.models import Hook
from deskhand.people.models import Address, Agent, Team
from deskhand.rules.assigning import HOWS, IN_TURN, LEAST_BUSY
from deskhand.rules.placeholders import placeholders_in
from deskhand.tickets.models import Kind
from deskhand.tickets.placeholders import NAMES

Act = Mapping[str, Any]
ME, NOBODY = "me", "nobody"
LONGEST_TEXT = 20_000
MOST_TAGS = 20
# Acts of which a macro is made, in the order in which they are told.
OF_MACROS = (
    "reply",
    "note",
    "status",
    "priority",
    "team",
    "assignee",
    "kind",
    "request_type",
    "tags",
)


# Rules do all that macros do but reply as somebody, and more.
OF_RULES = (
    "macro",
    *(do for do in OF_MACROS if do != "reply"),
    "assign",
    "mail",
    "notify",
    "hook",
)
REQUESTER, PARTICIPANTS = "requester", "participants"
TOLD = ("assignee", "team", "lead", "manager", "watchers")


class ActsRefused(ValueError):
    """The acts cannot be; `do` names which one, and the text says how to mend it."""

    def __init__(self, do: str, reason: str) -> None:
        super().__init__(reason)
        self.do = do


def check_acts(acts: Sequence[Act], *, allowed: Sequence[str] = OF_MACROS) -> None:
    """Raise ActsRefused for acts that could not be done as they stand."""
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        raise ActsRefused("", _("What it does cannot be read."))
    if not acts:
        raise ActsRefused("", _("Say what it does."))
    seen: set[str] = set()
    for act in acts:
        do = str(act.get("do"))
        if do not in allowed:
            raise ActsRefused(do, _("“%(do)s” is nothing that can be done here.") % {"do": do[:40]})
        if do in seen:
            raise ActsRefused(do, _("It says “%(do)s” twice.") % {"do": do})
        seen.add(do)
        for reason in CHECKS[do](act):
            raise ActsRefused(do, reason)


def words_of(acts: Sequence[Act]) -> list[str]:
    """Say in words what the acts do, one line for each."""
    return [WORDS[act["do"]](act) for act in acts if act.get("do") in WORDS]


def agent_at(address: str) -> Agent | None:
    """Return the active agent with an address."""
    found = Address.objects.filter(email=address.casefold(), person__agent__is_active=True)
    row = found.select_related("person__agent").first()
    return row.person.agent if row else None


def _status(act: Act) -> Iterator[str]:
    if act.get("category") not in Category.values or not isinstance(act.get("name"), str):
        yield _("Choose a status.")
    elif not Status.objects.filter(category=act["category"], archived_at=None).exists():
        yield _("No status has this meaning any more.")


def _priority(act: Act) -> Iterator[str]:
    level = act.get("level")
    if type(level) is not int or not Priority.objects.filter(level=level).exists():
        yield _("Choose a priority.")


def _team(act: Act) -> Iterator[str]:
    if not Team.objects.filter(slug=_text(act, "team"), archived_at=None).exists():
        yield _("This team is put away. Choose another.")


def _assignee(act: Act) -> Iterator[str]:
    who = _text(act, "who")
    if who not in {ME, NOBODY} and agent_at(who) is None:
        yield _("This agent is no longer active. Choose another.")


def _kind(act: Act) -> Iterator[str]:
    if act.get("kind") not in Kind.values:
        yield _("Choose a type.")


def _request_type(act: Act) -> Iterator[str]:
    if not RequestType.objects.filter(slug=_text(act, "request_type"), is_active=True).exists():
        yield _("This is offered no more. Choose another request.")


def _tags(act: Act) -> Iterator[str]:
    parts = [act.get("add", []), act.get("remove", [])]
    if not all(isinstance(part, list) and all(isinstance(t, str) for t in part) for part in parts):
        yield _("The tags cannot be read.")
    elif not 0 < len(parts[0]) + len(parts[1]) <= MOST_TAGS:
        yield _("Name 1 to %(most)d tags.") % {"most": MOST_TAGS}
    elif any(not tag.strip() or len(tag) > 40 for part in parts for tag in part):
        yield _("A tag has 1 to 40 characters.")


def _said(act: Act) -> Iterator[str]:
    text = _text(act, "text")
    if not text.strip():
        yield _("Write a text.")
    elif len(text) > LONGEST_TEXT:
        yield _("The text is too long.")
    elif unknown := [name for name in placeholders_in(text) if name not in NAMES]:
        yield _("There is nothing to fill “{{%(name)s}}” with.") % {"name": unknown[0]}


def _macro(act: Act) -> Iterator[str]:
    if macro_called(_text(act, "macro")) is None:
        yield _("There is no such macro of all agents.")


def _mail(act: Act) -> Iterator[str]:
    to = _text(act, "to")
    if to not in {REQUESTER, PARTICIPANTS}:
        try:
            validate_email(to)
        except ValidationError:
            yield _("Say to whom: the requester, who reads along, or an address.")
    yield from _said(act)


def _notify(act: Act) -> Iterator[str]:
    who = act.get("who")
    if not isinstance(who, list) or not who or not set(map(str, who)) <= set(TOLD):
        yield _("Say whom it tells.")


def _assign(act: Act) -> Iterator[str]:
    if act.get("how") not in HOWS or not isinstance(act.get("sticky", False), bool):
        yield _("Say how it is given out.")


def _hook(act: Act) -> Iterator[str]:
    if not Hook.objects.filter(name=_text(act, "hook")).exists():
        yield _("There is no such hook.")


def macro_called(name: str) -> Macro | None:
    """Return the macro of all agents with a name."""
    rows = Macro.objects.filter(name=name, team=None, agent=None, is_active=True)
    return rows.first() if name else None


def _text(act: Act, part: str) -> str:
    value = act.get(part)
    return value if isinstance(value, str) else ""


CHECKS = {
    "status": _status,
    "priority": _priority,
    "team": _team,
    "assignee": _assignee,
    "kind": _kind,
    "request_type": _request_type,
    "tags": _tags,
    "note": _said,
    "reply": _said,
    "macro": _macro,
    "mail": _mail,
    "notify": _notify,
    "hook": _hook,
    "assign": _assign,
}


def _who(act: Act) -> str:
    words = {ME: gettext_lazy("whoever uses it"), NOBODY: gettext_lazy("nobody")}
    agent = None if act["who"] in words else agent_at(act["who"])
    return str(words.get(act["who"]) or agent or act["who"])


def _named(rows: Any, slug: str) -> str:
    row = rows.filter(slug=slug).first()
    return str(row or slug)


def _tag_words(act: Act) -> str:
    parts = []
    if act.get("add"):
        parts.append(_("Add the tags %(tags)s") % {"tags": ", ".join(act["add"])})
    if act.get("remove"):
        parts.append(_("Remove the tags %(tags)s") % {"tags": ", ".join(act["remove"])})
    return "; ".join(parts)


def _assign_words(act: Act) -> str:
    words = str(GIVEN[act["how"]])
    if act.get("sticky"):
        words += _(", first to whoever had the requester’s last ticket")
    return words


def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split()).removesuffix(".")
    return line if len(line) <= 80 else f"{line[:79]}…"


GIVEN = {
    IN_TURN: gettext_lazy("Assign it in turn to one of its team"),
    LEAST_BUSY: gettext_lazy("Assign it to whoever of its team has the least to do"),
}
RECIPIENTS = {
    REQUESTER: gettext_lazy("the requester"),
    PARTICIPANTS: gettext_lazy("the requester and who reads along"),
}
ROLES = {
    "assignee": gettext_lazy("its assignee, else its team"),
    "team": gettext_lazy("its team"),
    "lead": gettext_lazy("its team’s lead"),
    "manager": gettext_lazy("the client’s account manager"),
    "watchers": gettext_lazy("its watchers"),
}
WORDS = {
    "reply": lambda act: _("Reply: %(text)s") % {"text": excerpt(act["text"])},
    "note": lambda act: _("Write a note: %(text)s") % {"text": excerpt(act["text"])},
    "status": lambda act: _("Set the status %(value)s") % {"value": act["name"]},
    "priority": lambda act: _("Set the priority %(value)s") % {"value": act["level"]},
    "team": lambda act: (
        _("Give it to the team %(value)s") % {"value": _named(Team.objects, act["team"])}
    ),
    "assignee": lambda act: _("Assign it to %(value)s") % {"value": _who(act)},
    "kind": lambda act: _("Set the type %(value)s") % {"value": Kind(act["kind"]).label},
    "request_type": lambda act: (
        _("Set the request %(value)s") % {"value": _named(RequestType.objects, act["request_type"])}
    ),
    "tags": _tag_words,
    "macro": lambda act: _("Do the macro %(name)s") % {"name": act["macro"]},
    "mail": lambda act: (
        _("Write to %(to)s: %(text)s")
        % {"to": RECIPIENTS.get(act["to"], act["to"]), "text": excerpt(act["text"])}
    ),
    "notify": lambda act: (
        _("Tell %(who)s") % {"who": ", ".join(str(ROLES[who]) for who in act["who"])}
    ),
    "assign": lambda act: _assign_words(act),
    "hook": lambda act: _("Call %(name)s") % {"name": act["hook"]},
}
