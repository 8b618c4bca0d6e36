"""What account managers are told of contracts: that one ends or renews soon, wants notice,
or has few units left."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts.models import Contract, MaintenanceTerm
from deskhand.contracts.reading import Standing, coming_up, standing, standings, with_standing
from deskhand.contracts.software.reading import ending_soon
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice
from deskhand.notices.subjects import Line
from deskhand.notices.telling import Telling, tell
from deskhand.notices.trouble import administrators
from deskhand.people.models import Agent
from deskhand.people.reader import Reader

CONTRACT = "contract"
# In the source of a notice: that units run low; that a term of maintenance ends.
LOW = "low"
MAINTENANCE = "maintenance"


def tell_of_ends(*, at: datetime) -> list[Notice]:
    """Tell the account manager of each client, or administrators where it has none, what comes up
    with its contracts and its software maintenance; of the same day once."""
    rows = with_standing(Contract.objects.all()).select_related("organization__manager")
    contracts = [(one.contract, str(one.comes_on)) for one in coming_up(standings(rows, at=at))]
    terms = ending_soon(None, on=at.date()).select_related("contract__organization__manager")
    maintenance = [(row.contract, f"{MAINTENANCE}:{row.pk}") for row in terms if row.holds]
    tellings = [
        Telling(
            person_id=person,
            kind=Kind.CONTRACT,
            source=f"contract:{contract.pk}:{what}",
            subject_kind=CONTRACT,
            subject_id=contract.pk,
            at=at,
        )
        for contract, what in (*contracts, *maintenance)
        for person in who_looks_after(contract)
    ]
    return tell(tellings, at=at)


def who_looks_after(contract: Contract) -> list[int]:
    """Return the account manager of a contract's client, or the administrators, as persons."""
    manager: Agent | None = contract.organization.manager
    if manager is not None and manager.is_active:
        return [manager.person_id]
    return administrators()


class Contracts:
    """Contracts as subjects of notices."""

    def visible_to(self, reader: Reader) -> QuerySet[Contract] | bool:
        if not reader.is_agent:
            return False
        return Contract.objects.visible_to(reader)

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        rows = with_standing(Contract.objects.all()).in_bulk({n.subject_id for n in notices})
        terms = _terms(notices)
        return {
            notice.pk: _line(rows[notice.subject_id], notice.source, terms, at=at)
            for notice in notices
            if notice.subject_id in rows
        }


def _terms(notices: Sequence[Notice]) -> dict[int, MaintenanceTerm]:
    """The terms of maintenance of which notices tell."""
    ids = [pk for pk in (_term_in(notice.source) for notice in notices) if pk]
    rows = MaintenanceTerm.objects.select_related("product")
    return rows.in_bulk(ids) if ids else {}


def _term_in(source: str) -> int:
    head, _colon, pk = source.rpartition(":")
    return int(pk) if head.endswith(f":{MAINTENANCE}") and pk.isdecimal() else 0


def _line(
    contract: Contract, source: str, terms: dict[int, MaintenanceTerm], *, at: datetime
) -> Line:
    term = terms.get(_term_in(source))
    if term is not None:
        words = _("Maintenance for %(product)s ends on %(day)s")
        day = formats.date_format(term.ends_on, "j F Y")
        return Line(
            name=contract.number,
            title=f"{contract.organization}: {contract}",
            words=words % {"product": term.product, "day": day},
            url=f"/desk/software/clients/{contract.organization.slug}/",
        )
    if f":{LOW}:" in source:
        return Line(
            name=contract.number,
            title=f"{contract.organization}: {contract}",
            words=_("Few units are left"),
            url=f"/desk/contracts/{contract.pk}/book/",
        )
    return Line(
        name=contract.number,
        title=f"{contract.organization}: {contract}",
        words=_words(standing(contract, at=at)),
        url=f"/desk/contracts/{contract.pk}/",
    )


def _words(one: Standing) -> str:
    for day, words in (
        (one.notice_by, _("Notice is to be given by %(day)s")),
        (one.ends_on, _("It ends on %(day)s")),
        (one.renews_on, _("It renews on %(day)s")),
    ):
        if day is not None and day >= one.day:
            return words % {"day": formats.date_format(day, "j F Y")}
    return _("Nothing is to be done any more")
