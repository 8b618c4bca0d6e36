"""Invoices on paper and by mail: what the client gets, and reminders of it."""
