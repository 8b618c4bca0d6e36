"""The pieces of the page of a ticket: what is read together for it, and what it fetches later."""
