"""Where the pages lead that show one step of a case only; all others find the world itself."""

from tests.prove.cases import Cases
from tests.prove.deeds import Deed


def looks(cases: Cases) -> dict[str, Deed]:
    """A path that shows something, by the route's name."""
    ids = cases.ids
    paths = {
        "accounts.hand_over_form": {"account_id": ids["colleague"]},
        "accounts.reassign_form": {"account_id": ids["colleague"]},
        "api.get_engagement": {"engagement_id": ids["engagement"]},
        "dispatches.assignment": {"proposal_id": ids["d asked"]},
        "dispatches.edit": {"need_id": ids["d joined need"]},
        "dispatches.plan": {"need_id": ids["d proposed need"]},
        "dispatches.sheet": {"need_id": ids["d proposed need"]},
        "engagements.confirm_form": {"need_id": ids["d proposed need"]},
        "engagements.detail": {"engagement_id": ids["engagement"]},
        "engagements.own": {"engagement_id": ids["engagement"]},
        "files.shown": {"upload_id": ids["upload"]},
        "needs.step": {"need_id": ids["writing"], "step": "trouble"},
        "openings.detail": {"need_id": ids["suggested need"]},
        "reviews.export": {"kind": "csv"},
        "taxonomy.terms": {"kind": "skill"},
    }
    return {
        name: Deed("", path={part: str(value) for part, value in path.items()})
        for name, path in paths.items()
    }
