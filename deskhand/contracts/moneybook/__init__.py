"""The book of money as an accountant reads it: accounts with balances, and the journal of each."""
