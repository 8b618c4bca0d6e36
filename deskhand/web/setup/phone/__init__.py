"""Setup of the telephone: its lines, and how a telephone system is connected."""
