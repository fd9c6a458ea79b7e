"""Who may sign in, in which role, for which body; sessions, factors, invitations, throttles."""
