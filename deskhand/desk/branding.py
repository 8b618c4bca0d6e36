"""How a letter looks: the firm's colour, logo and name, and the client's where it has its own."""

from dataclasses import dataclass
from typing import Any

from deskhand.files.models import Blob
from deskhand.files.store import BytesMissing, read_blob
from deskhand.mail.composing import Enclosure
from deskhand.people.administration import is_logo_of_organization
from deskhand.people.models import Organization
from deskhand.provider.firm import current
from deskhand.provider.models import Provider
from deskhand.rules.colour import Accent, accent
from deskhand.rules.pictures import PictureRefused, measured

# The frame into which every logo fits at the head of a letter.
WIDTH, HEIGHT = 220, 44


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is enclosed, and its sides in pixels at the head of the letter."""

    picture: Enclosure
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose letter it is: `name` heads it where there is no logo, `by` is the firm where the brand
    is the client's."""

    name: str
    by: str
    colours: Accent
    logo: Logo | None

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        return (self.logo.picture,) if self.logo else ()


def brand_of(organization: Organization | None) -> Brand:
    """Return the brand of letters to an organization's people; what it lacks is the firm's.

    A client with a name or logo of its own never gets the firm's logo beside it.
    """
    firm = current()
    if organization is None or not (organization.brand_name or organization.logo_id):
        hue = organization.brand_hue if organization else None
        return Brand(firm.name, "", accent(firm.brand_hue if hue is None else hue), _logo(firm))
    hue = organization.brand_hue
    return Brand(
        name=organization.brand_name or organization.name,
        by=firm.name,
        colours=accent(firm.brand_hue if hue is None else hue),
        logo=_logo(organization),
    )


def is_logo(blob: Blob) -> bool:
    """Whether these bytes are a logo of ours or of a client: answers bring it back with them."""
    return current().logo_id == blob.pk or is_logo_of_organization(blob.pk)


def _logo(owner: Provider | Organization) -> Logo | None:
    """A logo that cannot be read, in a restored database, holds up no letter."""
    blob: Any = owner.logo
    if blob is None:
        return None
    try:
        content = read_blob(blob)
        picture = measured(content)
    except (BytesMissing, OSError, PictureRefused):
        return None
    kind = picture.content_type.partition("/")[2]
    enclosure = Enclosure(
        filename=f"logo.{kind}",
        content_type=picture.content_type,
        content=content,
        content_id=f"logo-{blob.sha256[:16]}@deskhand",
    )
    return Logo(enclosure, *picture.within(WIDTH, HEIGHT))
