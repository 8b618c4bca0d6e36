"""Pages for requesters, from the home page down."""
