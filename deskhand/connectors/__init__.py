"""Other programs that are told what happens: signed calls to addresses that an administrator gave.

A call is a row, written in the transaction of what it tells of. It is made at least once: tried
again for three days, ever more seldom, then parked for somebody to look at. What is told of one
subject is told in its order.
"""
