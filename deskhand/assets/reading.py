"""Products and releases as pages get them."""

from collections.abc import Iterable

from django.db.models import OuterRef, Prefetch, Subquery

from deskhand.assets.models import Product, Release, ReleaseFile
from deskhand.assets.queries import ProductQuerySet, ReleaseQuerySet
from deskhand.people.reader import Reader


def products() -> ProductQuerySet:
    """All products as administrators keep them, those that are put away too."""
    return Product.objects.all()


def live_products() -> ProductQuerySet:
    found: ProductQuerySet = Product.objects.all()
    return found.live()


def products_for(reader: Reader) -> ProductQuerySet:
    """Products with the number and day of the last release that came out, for lists."""
    last: ReleaseQuerySet = Release.objects.filter(product=OuterRef("pk"), state="published")
    newest = last.order_by("-released_on", "-pk")
    found: ProductQuerySet = Product.objects.visible_to(reader)
    return found.annotate(
        last_number=Subquery(newest.values("number")[:1]),
        last_on=Subquery(newest.values("released_on")[:1]),
    )


def releases_for(reader: Reader) -> ReleaseQuerySet:
    found: ReleaseQuerySet = Release.objects.visible_to(reader)
    return found.select_related("product")


def out_of(products: Iterable[int]) -> ReleaseQuerySet:
    """What came out of some products, the newest first, with the files."""
    files = Prefetch("files", ReleaseFile.objects.select_related("blob").defer("blob__few"))
    found: ReleaseQuerySet = Release.objects.filter(product__in=products)
    return found.out().select_related("product").prefetch_related(files)


def file_of(pk: int) -> ReleaseFile | None:
    """Return a file with its release and bytes, whoever may have it."""
    return ReleaseFile.objects.select_related("release__product", "blob").filter(pk=pk).first()
