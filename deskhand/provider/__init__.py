"""The firm itself: its name, time zone, look, run-time settings and encrypted secrets."""
