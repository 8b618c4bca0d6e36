"""The ground floor: the arithmetic of the trade, pure and quick.

Working time, clocks, the condition language and the reading of a letter. Values in,
values out: no Django, no database, no wall clock. Whatever can be decided without asking
anybody is decided here, and most of the tests of the house are about these files.
"""
