"""Things done at the same instant, each in a thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(*acts):
    """Do these at the same time; returns what each came to, an exception too."""

    def tell(act):
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tell, acts))
