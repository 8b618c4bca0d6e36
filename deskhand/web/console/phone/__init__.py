"""Pages for whoever is on the telephone: the screen on which a call becomes a ticket, the card of
a call that rings, and the book of calls."""
