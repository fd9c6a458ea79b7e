"""Pages for everybody: what the service is, how it is used, what becomes of personal data."""
