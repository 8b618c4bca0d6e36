"""The roof: settings, addresses, the wiring of events to followers, and the `deskhand` command."""
