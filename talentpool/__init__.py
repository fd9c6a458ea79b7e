"""The service: candidates, needs, matching, decisions and what came of them."""
