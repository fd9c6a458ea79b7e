"""What is open, and how it goes: the list of cases, and one page of numbers."""
