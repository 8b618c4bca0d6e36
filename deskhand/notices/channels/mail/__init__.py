"""Notices by letter: those of some minutes, of an hour or of a day together in one."""
