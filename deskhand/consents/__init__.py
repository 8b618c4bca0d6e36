"""Links that work without signing in: one audited mechanism for all that is agreed by a click.

A link has one purpose, one subject and an end; it may be good for one use only. It is signed and
kept nowhere, so that a stolen database opens nothing. Looking at it changes nothing, since mail
scanners follow every link: only an act of its reader redeems it, and the journal keeps that.
"""
