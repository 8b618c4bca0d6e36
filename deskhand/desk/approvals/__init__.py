"""Approvals across rooms: asked with letters and links, answered, reminded of, told to others."""
