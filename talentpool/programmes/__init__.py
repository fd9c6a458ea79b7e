"""The lines of service: their flow, whom they are for, the rules that bind them."""
