"""Who fits what: runs of matching and what they suggest. Nothing is decided here."""
