"""Stories of time: entered with a reply or by itself, by timer and by week; approved and closed."""
