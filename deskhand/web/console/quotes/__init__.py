"""Quotes and approvals at the desk: lists, one of each, and what is written and asked."""
