"""Whom to wake: ladders of levels, pages to the people of a level, and who said "I have it".

Who is on duty is asked at one place, `duty.on_duty`, at the instant at which somebody is paged.
"""
