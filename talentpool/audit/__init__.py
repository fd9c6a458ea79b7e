"""What was done, by whom, in a chain that can be verified."""
