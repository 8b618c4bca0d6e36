"""Pages for administrators, under /setup/."""
