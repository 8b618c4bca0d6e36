"""The forms of request types as administrators keep them."""
