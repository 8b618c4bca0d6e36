"""Sign-in accounts and the people behind them. Only a proven address ties the two together."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from deskhand.people.finding import find_or_add, folded
from deskhand.people.models import Address, Person, User


@transaction.atomic
def link(user: User, *, at: datetime) -> Person | None:
    """Tie an account to the person who owns its proven address; None when it may not be.

    The address must be proven by the account. A person who already has another account
    keeps that one (safety, A3: no account reaches what another person owns).
    """
    person = Person.objects.filter(user=user).first()
    if person is not None:
        return person
    proven = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary").first()
    if proven is None:
        return None
    person = find_or_add(proven.email, name=user.name, at=at).person
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is not None:
        return None
    person.user = user
    person.save(update_fields=["user"])
    Address.objects.of(proven.email).filter(verified_at=None).update(verified_at=at)
    return person


@transaction.atomic
def prepare(email: str) -> None:
    """Make an account without a password for a known person who has none yet.

    It opens with a mailed code or a reset link only, so that whoever wrote by mail once can
    sign in without signing up. Unknown addresses get nothing.
    """
    address = Address.objects.of(email).select_related("person").first()
    if address is None or address.person.user_id is not None:
        return
    if User.objects.filter(email=folded(email)).exists():
        return
    user = User.objects.create_user(folded(email), None, name=address.person.name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)


def void_unproven_password(user: User) -> None:
    """Make the password of an account that has never been anybody's useless.

    For whoever just proved the address in another way: the password may be a stranger's, who
    signed up in his name and waited (safety, P37).
    """
    if user.has_usable_password() and not Person.objects.filter(user=user).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])


@transaction.atomic
def open_account(person: Person, *, password: str | None, at: datetime) -> User:
    """Give a person an account whose address counts as proven: an administrator vouches.

    Without a password it opens with a mailed code. An existing account is kept; the password
    of one whose address was never proven is not, since anybody may have set it (safety, P37).
    """
    if person.user is not None:
        return person.user
    email = person.main_address
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=person.name)
    elif not EmailAddress.objects.filter(user=user, verified=True).exists():
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"primary": True, "verified": True}
    )
    person.user = user
    person.save(update_fields=["user"])
    Address.objects.of(email).filter(verified_at=None).update(verified_at=at)
    return user
