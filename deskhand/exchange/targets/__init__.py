"""One file for each program: what its import wants, from the same sheets."""
