"""Contracts as those read them who were let by their organization."""
