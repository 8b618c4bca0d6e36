"""Time that was worked: entries with all their revisions, timers, and the months they count in.

An entry is never deleted and its revisions are never changed. What it says last stands on the
entry too, for lists; `entries` alone writes that.
"""
