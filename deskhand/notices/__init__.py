"""Notices: the one way to tell a person of the firm that something happened.

A notice is told to one person, about one subject (a ticket, a mailbox), of one kind. It is kept
as ids and enumerations; its words are made when it is shown, in the reader's language, and only
while he may still see its subject. Who is told is decided above, in `desk`; how he is told (in
the bell, by letter, by push, by text message) he decides himself. What an event tells somebody
it tells him once, however often its job runs.
"""
