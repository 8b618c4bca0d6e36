"""Appointments as stories: booked, offered, moved, told by calendar, held and signed.

`booking` makes and moves them, `hours` knows when who has time, `offering` lets the requester
choose, `inviting` writes to calendars.
"""
