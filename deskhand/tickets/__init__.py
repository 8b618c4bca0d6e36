"""Tickets and their conversation: messages, attachments, participants, drafts, views.

A ticket is any piece of work. Its organization is written on the row and never derived;
doors get rows only through `visible_to(reader)`.
"""
