"""Pages of planned work: appointments on a ticket, the board, calendars, visits."""
