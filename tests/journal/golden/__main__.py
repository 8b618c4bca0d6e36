"""Write the golden files that are missing."""

import django

from tests.journal import golden

django.setup()
for event in golden.events():
    if not golden.file_of(event).exists():
        golden.file_of(event).write_text(golden.text_of(golden.shape_of(event)))
        print(golden.file_of(event).name)  # noqa: T201 - a command
