"""What was said on the telephone, by mail or in a meeting: one line each."""
