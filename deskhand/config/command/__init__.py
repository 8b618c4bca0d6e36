"""The `deskhand` command: one file per subcommand, loaded only when it is called."""
