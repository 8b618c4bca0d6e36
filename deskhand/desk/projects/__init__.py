"""Projects across rooms: begun of a quote, planned, worked on in tickets, ended."""
