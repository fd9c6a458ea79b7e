"""What can be wrong with the input, by name: a code for machines, a sentence for the log."""


class MatchingError(ValueError):
    """The input can't be used; `code` says why, `facts` where."""

    code = "matching_error"

    def __init__(self, detail: str, **facts: object) -> None:
        super().__init__(detail)
        self.facts = facts


class InvalidProfile(MatchingError):
    """A person or a need holds an impossible value; `facts["field"]` names it."""

    code = "invalid_profile"


class VocabularyMismatch(MatchingError):
    """Something was built with another vocabulary than the one at hand."""

    code = "vocabulary_mismatch"


class UnknownPerson(MatchingError):
    """The key is not in the pool."""

    code = "unknown_person"


class CorruptArtifact(MatchingError):
    """A saved file was changed, cut or never ours: it is refused, not repaired."""

    code = "corrupt_artifact"


class ForeignArtifact(MatchingError):
    """A saved file is whole but of another kind or format version."""

    code = "foreign_artifact"
