"""People who offer what they can do: registration, screening, the pool."""
