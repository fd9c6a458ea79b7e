"""Templates, labels, styles and sentences: data of the service, no code."""
