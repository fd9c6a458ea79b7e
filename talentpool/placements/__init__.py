"""A placement after approval: terms, consent, referral, the municipality's own selection."""
