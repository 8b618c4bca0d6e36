"""The book of a contract's units: lots, draws, expiry and rollover, replayed from its events.

The state is computed afresh from everything that was accepted, by date of posting, so that a
late entry changes the rollover behind it. Units are whole numbers.
"""
