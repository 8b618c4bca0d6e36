"""The append-only record of what happened.

One row per event, written in the transaction that makes the change. Timeline, audit trail,
live updates, webhooks and followers all read it. Events hold ids and enumerations only:
texts stay in their rooms, so that erasure is possible and the journal is never edited.
"""
