"""The form of a ticket beside its conversation."""
