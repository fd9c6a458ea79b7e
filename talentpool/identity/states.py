"""What people can agree to, and why somebody may look at a name."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What a consent allows."""

    SCREENING = "screening"
    REFERRAL = "referral"
    ASSIGNMENT = "assignment"
    DIGEST = "digest"


class RevealPurpose(StrEnum):
    """Why an identity is looked at; the person reads it."""

    SCREENING = "screening"
    INTERVIEW = "interview"
    CONTACT = "contact"
    REFERRAL = "referral"
    SELECTION = "selection"
    APPOINTMENT = "appointment"
    ENGAGEMENT = "engagement"
    CORRECTION = "correction"
    EXPORT = "export"


# Consents that show a name to one municipality for one need.
FOR_MUNICIPALITY = frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.ASSIGNMENT})
