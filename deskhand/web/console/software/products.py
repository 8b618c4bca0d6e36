"""Products in a list, and one with its releases and clients."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.assets.access import may_release
from deskhand.assets.models import Product
from deskhand.assets.reading import products_for, releases_of
from deskhand.assets.releasing import today
from deskhand.contracts.software.reading import clients_of_product, ending_soon
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

SIZE = 50
MOST = 500


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """The products with their last releases, and the maintenance that ends soon."""
    is_all = request.GET.get("show") == "all"
    found = products_for(request.reader)
    soon = ending_soon(request.reader, on=today(request.at))
    context = {
        "found": (found if is_all else found.live())[:MOST],
        "soon": [row for row in soon[:SIZE] if row.holds],
        "is_all": is_all,
        "section": "software",
    }
    return render(request, "console/software/listing.html", context)


@require_GET
@agents_only
def product(request: DeskRequest, pk: int) -> HttpResponse:
    """A product: its releases, the newest first, and who has maintenance of it."""
    row = found_product(request, pk)
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdecimal() and len(after) < 18
    releases = list(releases_of(row, after=int(after) if is_number else None)[: SIZE + 1])
    context = {
        "product": row,
        "releases": releases[:SIZE],
        "following": releases[SIZE - 1].pk if len(releases) > SIZE else None,
        "clients": clients_of_product(row, request.reader)[:MOST],
        "today": today(request.at),
        "may_release": may_release(request.reader),
        "section": "software",
    }
    return render(request, "console/software/product.html", context)


def found_product(request: DeskRequest, pk: int) -> Product:
    row: Product | None = products_for(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
