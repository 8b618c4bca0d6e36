"""Telephone calls as telephone systems tell of them: who calls, at which of our lines it rings, who
answers, when it ends. Knows calls and agents, not tickets.

Each system speaks its own way (`systems/`); what is read ends in one `Heard`, which may come twice
and in any order.
"""
