"""The counter: one story, one function, one transaction, across the rooms below.

It owns no tables. What must merely follow is an event, wired in `config/wiring.py`.
"""
