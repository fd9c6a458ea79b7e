"""A world of invented people and needs, graded by a reader, to measure a matching library with."""
