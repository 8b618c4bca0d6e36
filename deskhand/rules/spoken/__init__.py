"""Dates as people say them in a sentence, in English and German, read as instants.

`promises` is the door: what a reply promises, relative to when it is written. Nothing here is
sure; what is found is proposed, never taken for granted.
"""

from deskhand.rules.spoken.promises import Said, Standpoint, promises

__all__ = ["Said", "Standpoint", "promises"]
