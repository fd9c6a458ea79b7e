"""Review: a coordinator decides about suggested people, with every reason in view."""
