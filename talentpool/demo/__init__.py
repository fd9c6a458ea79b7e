"""The demonstration: an invented past, lived through the service's own verbs.

Nothing here writes rows around a verb; what a verb refuses cannot have happened. It is mounted and
loaded in development alone.
"""
