"""Forms that have been acted on: sending one twice has one effect."""
