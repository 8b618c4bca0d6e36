"""Invoices: charges are gathered into drafts, issued under numbers without gaps, and paid."""
