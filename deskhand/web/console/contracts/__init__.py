"""Contracts as agents read them: all of them, those of a client, one, and its documents."""
