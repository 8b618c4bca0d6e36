"""What a person says about himself."""

from typing import Any

from deskhand.people.models import Person

OWN_FIELDS = ("name", "phone", "time_zone", "language")


def save_profile(person: Person, values: dict[str, Any]) -> None:
    """Save name, phone, time zone and language; other keys are passed over."""
    for name in OWN_FIELDS:
        if name in values:
            setattr(person, name, values[name])
    # What is computed of a field goes with it.
    person.save(update_fields=[*OWN_FIELDS, "name_folded", "phone_tail"])
