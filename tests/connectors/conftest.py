"""A data folder of its own for each test, and a double of the world outside."""

from tests.notices.conftest import data, world

__all__ = ["data", "world"]
