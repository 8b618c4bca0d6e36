"""The `deskhand` command."""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskhand.config.settings")
    from django.core.management import execute_from_command_line

    words = sys.argv[1:] if arguments is None else arguments
    execute_from_command_line(["deskhand", *(words[1:] if words[:1] == ["manage"] else words)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
