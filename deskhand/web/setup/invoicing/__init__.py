"""Invoicing as administrators keep it: the firm on its invoices, taxes, and what happens when."""
