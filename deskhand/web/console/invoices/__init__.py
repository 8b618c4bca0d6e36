"""Invoices as those have them who bill: drafts, what was issued, what is open, how clients pay."""
