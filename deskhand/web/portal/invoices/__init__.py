"""Invoices as those read them whom their organization lets have them."""
