"""What public bodies ask for: from a trouble in plain words to work that is done."""
