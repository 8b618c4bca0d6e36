"""A page asks once for what it needs again and again, and always as it is now."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.provider.models import Provider
from tests import cast as stage


def test_a_page_looks_up_its_policy_once(cast, at, client_of):
    ticket, client = stage.ask(cast.bea, at=at), client_of(cast.ada)
    client.get(f"/desk/tickets/{ticket.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/desk/tickets/{ticket.pk}/")
    texts = [each["sql"] for each in asked if 'FROM "sla_policyversion"' in each["sql"]]
    assert len(texts) == len(set(texts))


def test_the_next_page_looks_afresh(cast, client_of):
    client = client_of(cast.ada)
    assert cast.firm.name in client.get("/desk/").content.decode()
    Provider.objects.update(name="Another IT")
    assert "Another IT" in client.get("/desk/").content.decode()
