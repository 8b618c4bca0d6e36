"""Contracts as administrators keep them: the list, one with its draft, versions compared."""
