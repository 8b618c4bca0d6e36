"""Quotes: written in versions, sent for approval, agreed, and charged."""
