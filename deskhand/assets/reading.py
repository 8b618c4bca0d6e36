"""Products and releases as pages get them."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery

from deskhand.assets.models import Product, Release, ReleaseFile
from deskhand.assets.queries import ProductQuerySet, ReleaseQuerySet
from deskhand.people.administration import free_slug
from deskhand.people.reader import Reader


def products() -> ProductQuerySet:
    """All products as administrators keep them, those that are put away too."""
    return Product.objects.all()


def save_product(product: Product) -> Product:
    """Keep a product; its short name, by which packs know it, never changes."""
    product.slug = product.slug or free_slug(product.name, Product)
    product.save()
    return product


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


def releases_of(product: Product, *, after: int | None = None) -> ReleaseQuerySet:
    """Return the releases of a product for agents, the newest first, those after one where its id
    is given."""
    rows: ReleaseQuerySet = Release.objects.filter(product=product)
    last = rows.filter(pk=after).first() if after is not None else None
    if last is not None:
        same_day = Q(released_on=last.released_on, pk__lt=last.pk)
        rows = rows.filter(Q(released_on__lt=last.released_on) | same_day)
    return rows.annotate(count=Count("files")).order_by("-released_on", "-pk")
