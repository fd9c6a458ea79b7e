"""Agreed work: from the appointment or the confirmed plan until it is reported and closed."""
