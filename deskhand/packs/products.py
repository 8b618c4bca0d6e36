"""Products that packs bring, with releases: a release comes in as a draft, for somebody to look at,
and stays as it is here from then on."""

from datetime import date, datetime
from typing import Any

from deskhand.assets import releasing
from deskhand.assets.models import Product, Release
from deskhand.assets.reading import save_product
from deskhand.assets.releasing import ReleaseDraft
from deskhand.journal.actor import system
from deskhand.rules.shapes import Day, OneOf, Several, Table, Text
from deskhand.sla.parts import SLUG
from deskhand.sla.written import part_of

BY = system("packs")
_NUMBER = Text(40)
SHAPE = Several(
    Table(
        {
            "slug": SLUG,
            "name": Text(120),
            "vendor": Text(120),
            "description": Text(4000),
            "releases": Several(
                Table(
                    {
                        "number": _NUMBER,
                        "kind": OneOf(tuple(Release.Kind.values)),
                        "released_on": Day(),
                        "notes": Text(4000),
                    },
                    needed=("number", "kind", "released_on"),
                )
            ),
        },
        needed=("slug", "name"),
    )
)


def facts_of(row: dict[str, Any]) -> dict[str, Any]:
    """Take a product of a pack apart: each release is a fact of its own."""
    facts = {"name": row["name"], **{key: row.get(key, "") for key in ("vendor", "description")}}
    for one in row.get("releases", []):
        said = {"kind": one["kind"], "released_on": one["released_on"]}
        facts[f"releases.{one['number']}"] = {**said, "notes": one.get("notes", "").strip()}
    return facts


def present(slug: str) -> dict[str, Any] | None:
    """Return a product as it stands here."""
    row = Product.objects.filter(slug=slug).first()
    if row is None:
        return None
    facts: dict[str, Any] = {key: getattr(row, key) for key in ("name", "vendor", "description")}
    for one in row.releases.all():
        said = {"kind": one.kind, "released_on": one.released_on.isoformat(), "notes": one.notes}
        facts[f"releases.{one.number}"] = said
    return facts


def write(slug: str, facts: dict[str, Any], *, at: datetime) -> None:
    """Let a product be so; releases that are not here are drafted, the others stay."""
    row = Product.objects.filter(slug=slug).first() or Product(slug=slug)
    row.name, row.vendor = facts["name"], facts["vendor"]
    row.description = facts["description"]
    save_product(row)
    here = set(row.releases.values_list("number", flat=True))
    for number, said in part_of(facts, "releases").items():
        if said is not None and number not in here and row.archived_at is None:
            day = date.fromisoformat(said["released_on"])
            draft = ReleaseDraft(number, said["kind"], day, said["notes"])
            releasing.begin(row, draft, by=BY, at=at)
