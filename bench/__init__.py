"""What is measured, and how: many believable tickets, and the pages over them."""
