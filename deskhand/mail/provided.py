"""Handing a letter to a provider by its own interface, and understanding the answer.

A refusal of one recipient is his alone. What the provider says of the letter as a whole holds for
all; silence after the call says nothing.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from deskhand.mail import troubles
from deskhand.mail.calls import waiting_time
from deskhand.mail.carrier import Outcome
from deskhand.mail.parcels import parcel
from deskhand.mail.providers import PROVIDERS, Account

SECONDS = 60
# The key or the account is at fault, which an administrator mends; or we are to come later.
WAITS = {401, 402, 403, 407, 408, 409, 423, 425, 429}
# A gateway on the way that got no answer itself knows no more than we do.
UNSURE = {502, 504}


def hand_over(
    account: Account,
    raw: bytes,
    *,
    recipients: Sequence[str],
    about_to: Callable[[], None],
) -> Outcome:
    """Give a letter to a provider; never raises for what a network or provider does."""
    module = import_module(f"anymail.backends.{account.module}")
    errors: Any = import_module("anymail.exceptions")
    provider = PROVIDERS[account.name]
    message: Any = parcel(
        raw,
        recipients=recipients,
        headers=provider.keeping,
        shows_pictures=provider.shows_pictures,
    )
    try:
        given = {**account.settings, **provider.fixed}
        backend = module.EmailBackend(**given, requests_timeout=SECONDS)
        about_to()
        backend.send_messages([message])
    except errors.AnymailRecipientsRefused:
        return _told(message, recipients)
    except errors.AnymailAPIError as error:
        return _failed(account, error, recipients)
    except (errors.AnymailError, errors.AnymailConfigurationError) as error:
        return Outcome(refused=dict.fromkeys(recipients, f"{account.title}: {_line(error)}"))
    return _told(message, recipients)


def _told(message: Any, recipients: Sequence[str]) -> Outcome:
    """What the provider says of each recipient; of whom it says nothing, it took the letter."""
    told = {name.lower(): status for name, status in message.anymail_status.recipients.items()}
    ids = (getattr(status, "message_id", None) for status in told.values())
    outcome = Outcome(named=str(next(filter(None, ids), "")))
    for recipient in recipients:
        status = told.get(recipient.lower())
        if status is not None and status.status in {"invalid", "rejected", "failed"}:
            outcome.refused[recipient] = f"The provider calls it {status.status}"
        else:
            outcome.accepted.append(recipient)
    return outcome


def _failed(account: Account, error: Any, recipients: Sequence[str]) -> Outcome:
    status = error.status_code
    if status is None:
        words = f"{account.title} cannot be reached: {troubles.words(_root(error))}"
        answers = dict.fromkeys(recipients, words[:400])
        return Outcome(delayed=answers, is_unsure=not _was_never_reached(error.__cause__))
    said = " ".join(str(error.response.text).split())[:300]
    answers = dict.fromkeys(recipients, f"{account.title} answers {status}: {said}")
    if status in WAITS or status >= 500:
        wait = waiting_time(error.response.headers.get("Retry-After"))
        return Outcome(delayed=answers, is_unsure=status in UNSURE, wait=wait)
    if status < 400:
        # It took it, perhaps, and says so in a way that nobody understands.
        return Outcome(delayed=answers, is_unsure=True)
    return Outcome(refused=answers)


def _was_never_reached(cause: BaseException | None) -> bool:
    """Whether the connection was not even made: no name, no answer, no trust."""
    requests: Any = import_module("requests.exceptions")
    urllib3: Any = import_module("urllib3.exceptions")
    if isinstance(cause, requests.ConnectTimeout | requests.SSLError | requests.ProxyError):
        return True
    inner = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    reason = getattr(inner, "reason", None)
    return isinstance(reason, urllib3.NewConnectionError | urllib3.ConnectTimeoutError)


def _root(error: BaseException) -> BaseException:
    """What lies behind the wrappings of the libraries: the words of the network itself."""
    while (inner := _within(error)) is not None:
        error = inner
    return error


def _within(error: BaseException) -> BaseException | None:
    wrapped = [error.__cause__, getattr(error, "reason", None), *error.args]
    return next((each for each in wrapped if isinstance(each, BaseException)), None)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
