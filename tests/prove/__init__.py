"""The long proofs: each promise with a figure, a seed to repeat it, and no mercy (`make prove`)."""
