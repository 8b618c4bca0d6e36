"""Annual software maintenance on contracts: its terms and what they cost, who is entitled to which
release and why not, and what clients obtained."""
