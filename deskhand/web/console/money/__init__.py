"""Money as it is followed at the desk: beside a ticket, back from an invoice, in the book."""
