"""Stories about what is covered: an agent says how the work on a ticket is done."""
