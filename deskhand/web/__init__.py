"""The doors for people: console (agents), portal (requesters), setup (administrators).

Doors only translate: read the request, call one function, show the result.
"""
