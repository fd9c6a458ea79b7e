"""A dispatch after approval: the plan, its team, the municipality's agreement."""
