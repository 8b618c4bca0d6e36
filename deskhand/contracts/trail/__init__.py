"""Money followed both ways: from a ticket to its invoices, and from a charge to what it came of."""
