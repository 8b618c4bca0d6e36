"""Pages for agents, under /desk/."""
