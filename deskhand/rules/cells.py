"""Texts that are written into files for spreadsheets."""

from typing import Any

# What a spreadsheet may take for a formula, also in the wide forms of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def dead_cell(text: Any) -> str:
    """Return a text that no spreadsheet takes for a formula (safety, P41)."""
    text = str(text)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(FORMULA) else text
