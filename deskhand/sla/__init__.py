"""What is promised and whether it is kept: calendars, policies, targets, clocks.

Facts are recorded, results are computed by `rules.clock`. Due times on rows are caches,
written by this room alone.
"""
