"""What is to be done on a ticket: tasks in an order, and checklists that bring several; and the
time that was worked, on tickets and beside them (`timekeeping`).

A task is done or open; one that must be done holds the end of its ticket, as the firm has set.
"""
