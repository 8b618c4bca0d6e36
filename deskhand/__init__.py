"""Deskhand: an open-source service desk for managed-support providers."""

__version__ = "0.1.0.dev0"
