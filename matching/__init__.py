"""Ranks people for needs exactly, explains every point, learns with restraint: see README.md."""
