"""The hours ledger (稼働台帳): who offers how much in which week, and what is taken of it."""
