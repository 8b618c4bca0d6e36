"""Kept bytes: attachments and raw letters, by content hash, under the data folder.

A blob is written once, never changed, and reached only through the row that owns it.
"""
