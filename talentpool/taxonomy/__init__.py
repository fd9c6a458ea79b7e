"""Words that both sides use, and the public bodies there are."""
