"""The demo provider: it fills an empty desk once, and every kind of person finds work in it."""

import pytest

from deskhand.packs import demo
from deskhand.packs.demo_people import SIGN_INS
from deskhand.people.finding import person_of
from deskhand.phone.models import PhoneCall
from deskhand.tickets.models import Message, Ticket
from deskhand.work.planned import Appointment
from deskhand.work.timekeeping.models import TimeEntry


@pytest.mark.django_db
@pytest.mark.timeout(900)  # a month of work, told story by story
def test_the_demo_fills_an_empty_desk_once_and_shows_something_to_everybody(at, client_of):
    told = demo.fill(at=at, once=True)
    assert told
    assert Ticket.objects.count() > 100
    assert not Message.objects.filter(written_at__gt=at).exists()
    assert TimeEntry.objects.filter(state=TimeEntry.State.SUBMITTED).exists()
    assert PhoneCall.objects.filter(answered_at=None).exists()
    states = set(Appointment.objects.values_list("state", flat=True))
    assert states >= {Appointment.State.CONFIRMED, Appointment.State.CONCLUDED}
    count = Ticket.objects.count()
    assert demo.fill(at=at, once=True) is None
    with pytest.raises(demo.DemoRefused):
        demo.fill(at=at)
    assert Ticket.objects.count() == count
    for _role, email in SIGN_INS:
        assert email in told
        person = person_of(email)
        path, least = ("/desk/queues/all/", 20) if hasattr(person, "agent") else ("/requests/", 1)
        answer = client_of(person).get(path)
        assert answer.status_code == 200
        assert answer.content.count(b"/tickets/") + answer.content.count(b"/requests/") >= least
