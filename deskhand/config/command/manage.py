"""`deskhand manage ...`: Django's own commands."""

import argparse
import os


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only for --help: its words are handed on unread."""


def run(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskhand.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["deskhand manage", *words])
    return 0
