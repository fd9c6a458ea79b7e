"""What is still to be done elsewhere: written with the decision, done after it, never forgotten."""
