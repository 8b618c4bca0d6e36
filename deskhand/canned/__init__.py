"""Canned replies: texts that are written often, kept under short names, with placeholders."""
