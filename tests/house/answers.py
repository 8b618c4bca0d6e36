"""What each kind of visitor is owed at an address."""

from dataclasses import dataclass, field

# Answers: the page itself, the way to sign in, as if it did not exist, refused aloud.
PAGE, SIGN_IN, MISSING, REFUSED = "page", "sign in", "missing", "refused"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the stranger, the other client's requester, the requester, agent and administrator get.

    `kwargs` names where on the scene each part of the address is taken from.
    """

    stranger: str
    other: str
    requester: str
    agent: str
    administrator: str
    method: str = "get"
    kwargs: dict[str, str] = field(default_factory=dict)


def everybody(method: str = "get", **kwargs: str) -> Answers:
    return Answers(PAGE, PAGE, PAGE, PAGE, PAGE, method, kwargs)


def signed_in(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, PAGE, PAGE, PAGE, PAGE, method, kwargs)


def own(method: str = "get", **kwargs: str) -> Answers:
    """The requester's own thing in the portal, where an agent is a requester like any other."""
    return Answers(SIGN_IN, MISSING, PAGE, MISSING, MISSING, method, kwargs)


def shared(method: str = "get", **kwargs: str) -> Answers:
    """A thing of the requester that agents see too."""
    return Answers(SIGN_IN, MISSING, PAGE, PAGE, PAGE, method, kwargs)


def agents(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, MISSING, MISSING, PAGE, PAGE, method, kwargs)


def administrators(method: str = "get", **kwargs: str) -> Answers:
    return Answers(SIGN_IN, MISSING, MISSING, MISSING, PAGE, method, kwargs)


def programs(method: str = "post", **kwargs: str) -> Answers:
    """Doors for programs: a session opens nothing, a token does."""
    return Answers(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, method, kwargs)
