"""Makers: one call gives a valid row; a test names only what matters to it. One module a slice."""
