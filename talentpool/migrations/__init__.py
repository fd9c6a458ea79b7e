"""The one, linear history of the schema. Each step is SQL written by hand, run by Piccolo."""
