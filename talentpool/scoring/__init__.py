"""Which scorer is in force, since when, by whom."""
