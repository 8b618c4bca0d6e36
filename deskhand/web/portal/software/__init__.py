"""What a requester gets of the software of his organizations."""
