"""A data folder of its own for each test."""

from tests.notices.conftest import data

__all__ = ["data"]
