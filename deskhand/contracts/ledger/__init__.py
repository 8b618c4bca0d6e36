"""The book of a contract: what is recorded, what that posts, the statement, and the check.

`rules.ledger` decides by replaying all that was accepted; what it decides is posted as entries:
the difference between what the book says and what the replay says.
"""
