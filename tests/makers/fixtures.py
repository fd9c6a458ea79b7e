"""Fixtures that slices bring along; registered by the root conftest."""
