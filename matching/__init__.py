"""Ranks people for needs exactly, explains every point, and learns with restraint. See README.md."""
