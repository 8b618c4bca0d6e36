"""What can be asked and how urgent it is: priority schemes, statuses, services."""
