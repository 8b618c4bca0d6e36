"""Stories of the book: what answers and appointments draw, who is asked when too little is left,
packs that are sold, and periods that are closed."""
