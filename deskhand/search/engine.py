"""Which index is asked: that of the database that is connected."""

from django.db import connection

from deskhand.search.index import Index
from deskhand.search.postgres import PostgresIndex
from deskhand.search.sqlite import SqliteIndex


def index() -> Index:
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()
