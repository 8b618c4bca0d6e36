"""How well the firm does what it promises: facts of each ticket, and their sums by day and month.

What happened is written by the rooms below, in the transaction of the story: journal, clocks,
occasions, messages. This room reads it and owns nothing but sums, which can be made anew, and
why a promise was broken.
"""
