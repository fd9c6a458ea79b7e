"""The demonstration: an invented past, lived through the service's own verbs before the first start.

Nothing here writes rows around a verb; what a verb refuses cannot have happened. Mounted and loaded
in development alone.
"""
