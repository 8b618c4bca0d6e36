"""The web process before its first request: all pages loaded, and out of the collector's way."""

import gc
from pathlib import Path

# So many new objects set off the youngest collection: a page makes tens of thousands, nearly all of
# which go with it, and what stays of each is little.
YOUNGEST = 50_000


def settle() -> None:
    """Load addresses and templates, and let the collector look at what comes later alone.

    Otherwise a page in every few dozens waits while a quarter of a million objects are looked at
    that stay as long as the process does.
    """
    from django.apps import apps
    from django.template.loader import get_template
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    for app in apps.get_app_configs():
        if app.name.startswith("deskhand."):
            folder = Path(app.path, "templates")
            for page in folder.rglob("*.html"):
                get_template(page.relative_to(folder).as_posix())
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, *gc.get_threshold()[1:])
