"""The `deskhand` command."""

import sys

from deskhand.config.command import line


def main(arguments: list[str] | None = None) -> int:
    return line.run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
