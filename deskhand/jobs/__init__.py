"""The durable queue: enqueue, claim, run, retry, schedule.

A job is a row written inside the story's own transaction, so that it commits or vanishes
with the change. Every job may run twice: it takes ids, reads afresh, and asks whether it is
still wanted. On SQLite the queue is our own small table; on PostgreSQL it is procrastinate.
Only this room imports either.
"""
