"""What leaves the desk for the programs of others: invoices as their bookkeeping wants them."""
