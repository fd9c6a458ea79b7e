"""Plumbing without domain words. Everything above may import it; it imports nothing above."""
