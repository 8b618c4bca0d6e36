"""A contract as the pages of Setup find it, and how they note what was done."""

from django.http import Http404

from deskhand.contracts.models import Contract
from deskhand.contracts.reading import contract_of
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.request import DeskRequest


def found(pk: int) -> Contract:
    """Return a contract, or answer as if there were none."""
    contract = contract_of(pk)
    if contract is None:
        raise Http404
    return contract


def note(request: DeskRequest, contract: Contract, act: str, *, fields: str = "") -> None:
    event = SettingChanged(what="contracts", setting=contract.pk, act=act, fields=fields)
    record(event, by=actor_of(request.reader), at=request.at)


def name_of(request: DeskRequest) -> str:
    """Under which name a version is published and a document attached."""
    return actor_of(request.reader).name
