"""Projects that carry out approved quotes: milestones, budget, tickets, and what is charged."""
