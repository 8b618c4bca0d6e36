"""Quotes across rooms: written from tickets, sent with letters, withdrawn and charged."""
