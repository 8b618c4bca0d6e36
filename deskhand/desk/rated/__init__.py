"""Excluded work across rooms: rated after time was entered, decided, and told to the client."""
