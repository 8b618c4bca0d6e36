"""Contracts with the firms that the provider serves: what was agreed, in versions by date, which
promises come with it, what recurs each month, and which work is covered.

A version is never edited once it is published. Coverage is decided when a ticket comes in, by the
first rule that holds, and says why. This room decides and prices; it books nothing.
"""
