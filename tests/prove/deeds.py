"""What each route that changes something is sent by those who may: valid, and about a case that is
where the form belongs.

A form is a set of fields, sent to a path whose parameters are those of the world unless said
otherwise; `who` is somebody for whom it has to be a success.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.makers.accounts import PASSWORD, SECTION
from tests.makers.chains import TERM
from tests.prove.cases import FILE, LITTLE, Cases
from tests.prove.world import TOWN, World

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A valid request."""

    who: str
    fields: Fields = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    file: bytes = b""


_NOTE = "架空の文です。"
_WORDS = {"comment": _NOTE, "note": _NOTE, "text": _NOTE, "answer": _NOTE}
_IDENTITY = {
    "name": "架空 太郎", "kana": "カクウ タロウ", "birth_on": "1980-01-01",
    "email": "taro@example.jp", "phone": "03-1234-5678",
}  # fmt: skip
_MEMBER = {
    "role": "officer", "display_name": "架空の人", "email": "new@example.jp",
    "section_name": SECTION,
}  # fmt: skip
_TERM = {name: str(value) for name, value in TERM.items()} | {"weekly_minutes": LITTLE / 60}
_SINCE = {"from_month.year": "2015", "from_month.month": "4"}
_SAMPLE = {
    "family_name": "架空", "family_kana": "カクウ", "birth_date": "1980-01-01",
    "email": "taro@example.jp", "hours": 4, "start.year": "2027", "start.month": "1",
    "remote": "hybrid", "side_job": "yes", "slots": "mon_am", "agreed": "true",
}  # fmt: skip
_PROOF = {"current_password": PASSWORD}
_SURE = {"is_sure": "true", "agrees": "true"}
_NEED = {
    "ref": "DOC-17", "title": "窓口の待ち時間", "municipality_code": TOWN, "program": "outreach",
    "current_issue": "窓口が混んでいる。", "hours_per_week": 7.75,
    "period": {"from": "2027-01", "to": "2027-03"},
}  # fmt: skip


def deeds(world: World, cases: Cases) -> dict[str, Deed]:
    """All of them by the route's name."""
    return (
        _of_accounts(world, cases)
        | _of_registrations()
        | _of_proposals(cases)
        | _of_towns(cases)
        | _of_staff(cases)
        | _of_reviewers(cases)
        | _of_api(cases)
    )


def _of_accounts(world: World, cases: Cases) -> dict[str, Deed]:
    me, on = "candidate", _paths(cases)
    return {
        "identity.sign_up": Deed("anonymous", {"email": "somebody@example.jp"}),
        "styleguide.send": Deed("anonymous", _SAMPLE),
        "styleguide.undo": Deed("anonymous"),
        "accounts.sign_in": Deed(
            "anonymous",
            {"login_name": world.actors["coordinator"].login_name, "password": PASSWORD},
        ),
        "accounts.request_reset": Deed("anonymous", {"email": "somebody@example.jp"}),
        "accounts.change_password": Deed(me, {**_PROOF, "new_password": PASSWORD[::-1]}),
        "accounts.describe_oneself": Deed(
            "officer", {"display_name": "架空の人", "email": "own@example.jp"}
        ),
        "accounts.renew_codes": Deed("officer", _PROOF),
        "accounts.begin_clock": Deed("officer", _PROOF),
        "accounts.create_api_token": Deed("officer", {"name": "x", "days": 30}),
        "accounts.revoke_api_token": Deed("coordinator", {}, on("token_id", "token")),
    }


def _of_registrations() -> dict[str, Deed]:
    me = "candidate"
    return {
        "candidates.confirm": Deed(me),
        "candidates.move_entry": Deed("candidate writer", {"direction": "up"}),
        "candidates.pause": Deed(me, {"reason": "busy"}),
        "candidates.remove_entry": Deed("candidate writer"),
        "candidates.resume": Deed("candidate resting"),
        "candidates.save_entry": Deed(
            "candidate writer", {"organization": "架空市役所", "role": "主任", **_SINCE}
        ),
        "candidates.save_step": Deed("candidate writer", _IDENTITY),
        "candidates.start": Deed(me),
        "candidates.switch_digest": Deed(me),
        "candidates.withdraw": Deed("candidate resting", _SURE),
        "hours.offer": Deed(me, {"week": "2027-02-01", "minutes": 8}),
        "notifications.choose_mail": Deed(me),
        "notifications.mark_all_read": Deed(me),
        "rights.cancel": Deed("candidate elsewhere", {"seen": 1}),
        "rights.file": Deed("candidate resting", _SURE),
    }


def _of_proposals(cases: Cases) -> dict[str, Deed]:
    me, on = "candidate", _paths(cases)
    at_work = on("engagement_id", "d engagement")
    yes = {"terms_revision": 1, **_SURE}
    return {
        "dispatches.accept": Deed("expert", _SURE, on("proposal_id", "d asked")),
        "dispatches.decline": Deed("expert", {"reason": "workload"}, on("proposal_id", "d asked")),
        "engagements.answer_extension": Deed(
            "expert", {"seen": cases.texts["extension_seen"]},
            at_work | {"answer": "decline"},
        ),
        "engagements.report": Deed("expert", {"report": _NOTE}, at_work),
        "engagements.withdraw_consent": Deed(me, {}, on("consent_id", "consent")),
        "notifications.open": Deed("officer", {}, on("notice_id", "notice")),
        "openings.answer": Deed(me, {"answer": "interested"}, on("need_id", "suggested need")),
        "openings.withdraw": Deed(me, {}, on("need_id", "suggested need")),
        "placements.accept_terms": Deed(me, yes, on("proposal_id", "selected")),
        "placements.consent": Deed(me, yes, on("proposal_id", "asked")),
        "placements.decline": Deed(me, {"reason": "workload"}, on("proposal_id", "asked")),
    }  # fmt: skip


def _of_towns(cases: Cases) -> dict[str, Deed]:
    me, on = "officer", _paths(cases)
    colleague = on("account_id", "colleague")
    version = {"version": cases.texts["colleague_version"]}
    return {
        "accounts.hand_over": Deed(
            "municipal_manager", {"successor": cases.texts["successor"]}, colleague
        ),
        "accounts.invite_member": Deed("municipal_manager", _MEMBER),
        "accounts.move": Deed("municipal_manager", version, colleague | {"act": "suspend"}),
        "accounts.reassign": Deed(
            "municipal_manager", {"role": "officer", "section_name": "財政課", **version}, colleague
        ),
        "dispatches.return_plan": Deed(me, _WORDS, on("need_id", "d proposed need")),
        "dispatches.reveal_team": Deed(
            me, {"purpose": "contact"}, on("need_id", "d agreed need")
        ),
        "engagements.appoint": Deed(me, _TERM, _pair(cases, "accepted")),
        "engagements.confirm": Deed(
            me, {"seen": cases.texts["plan_seen"]}, on("need_id", "d proposed need")
        ),
        "engagements.move": Deed(
            me, {"reason": "municipality"}, on("engagement_id", "engagement") | {"step": "end"}
        ),
        "needs.answer": Deed(
            me, {"answer": _NOTE}, on("need_id", "questioned") | on("question_id", "question")
        ),
        "needs.await_approval": Deed(
            me, {"approval_since": "2026-11-01"}, on("need_id", "suggested need")
        ),
        "needs.begin": Deed(me, {"programme": "consultation", "current_issue": _NOTE}),
        "needs.cancel": Deed(me, {"note": _NOTE}, on("need_id", "suggested need")),
        "needs.copy": Deed(me, {}, on("need_id", "suggested need")),
        "needs.save_step": Deed(
            me, {"programme": "consultation", "current_issue": _NOTE},
            on("need_id", "writing") | {"step": "trouble"},
        ),
        "needs.submit": Deed(me, {}, on("need_id", "writing")),
        "needs.withdraw": Deed(me, {"note": _NOTE}, on("need_id", "submitted")),
        "placements.choose": Deed(
            me, {"reason": "other_candidate", "note": _NOTE},
            _pair(cases, "dated") | {"step": "not-select"},
        ),
        "placements.named_sheet": Deed(me, {"purpose": "selection"}),
        "placements.reveal": Deed(me, {"purpose": "selection"}, _pair(cases, "referred")),
    }  # fmt: skip


def _of_staff(cases: Cases) -> dict[str, Deed]:
    me, on = "coordinator", _paths(cases)
    submitted, screened = on("need_id", "submitted"), on("candidate_id", "screened")
    opening = on("need_id", "handed in opening")
    step = {"next_step": "電話する", "next_step_due_on": "2026-12-01"}
    return {
        "accounts.invite_candidate": Deed(
            me, {"email": "new@example.jp", "tier": "practical", "introduction": _NOTE}
        ),
        "accounts.invite_staff": Deed("administrator", _MEMBER | {"municipality": TOWN}),
        "candidates.export": Deed(me),
        "candidates.look_up": Deed(me, {"name": "架空"}),
        "candidates.pause_for": Deed(me, {"reason": "busy"}),
        "candidates.record_interview": Deed(
            "expert",
            {"held_on": "2026-11-20", "outcome": "recommended", "note": _NOTE},
            on("candidate_id", "interviewed"),
        ),
        "candidates.resume_for": Deed(me, {}, on("candidate_id", "paused")),
        "candidates.screen": Deed(
            me, {"reason": "interview_first", "note": _NOTE}, screened | {"decision": "hold"}
        ),
        "candidates.set_next_step": Deed(me, step),
        "candidates.verify_claim": Deed(me, {}, screened | on("claim_id", "claim")),
        "dispatches.retract": Deed(me, _WORDS, _pair(cases, "d joined")),
        "dispatches.save": Deed("planner", {"goals": _NOTE}, on("need_id", "d joined need")),
        "files.discard": Deed(me, {}, on("upload_id", "upload")),
        "files.send": Deed(me, {"kind": "needs"}, file=FILE),
        "files.take": Deed(me, {"note": _NOTE}, on("upload_id", "upload")),
        "identity.reveal": Deed(me, {"purpose": "contact"}),
        "memos.add": Deed(me, {"medium": "phone", "line": _NOTE}),
        "needs.convert": Deed(me, {"programme": "hands_on"}, on("need_id", "consultation")),
        "needs.decline": Deed(me, {"reason": "grossly_unfit", "note": _NOTE}, opening),
        "needs.open": Deed(me, {}, submitted),
        "needs.require_all_skills": Deed(me, {"is_required": "true"}),
        "needs.return": Deed(me, {"text": _NOTE}, submitted),
        "needs.set_next_step": Deed(me, step),
        "needs.unfill": Deed(
            me, {"reason": "no_candidates", "note": _NOTE}, on("need_id", "suggested need")
        ),
    }


def _of_reviewers(cases: Cases) -> dict[str, Deed]:
    me, on = "coordinator", _paths(cases)
    return {
        "placements.bring": Deed(me, {}, _pair(cases, "consented") | {"step": "refer"}),
        "reports.set_next_step": Deed(me, {"next_step": "x", **_version(cases)}),
        "reviews.decide": Deed(
            me, {"decision": "hold", "reason": "hold:ask_candidate", "comment": _NOTE},
            on("need_id", "suggested need"),
        ),
        "reviews.retract": Deed(me, _WORDS, on("need_id", "asked need")),
        "reviews.send_now": Deed(me, {}, on("need_id", "approved need")),
        "reviews.undo": Deed(me, {}, on("need_id", "approved need")),
        "rights.confirm": Deed(
            "administrator", {"seen": 2}, on("erasure_id", "proposed erasure")
        ),
        "rights.propose": Deed(me, {"seen": 1}),
        "rights.refuse": Deed(me, {"seen": 1, **_WORDS}),
    }  # fmt: skip


def _of_api(cases: Cases) -> dict[str, Deed]:
    me, town, on = "coordinator", "officer", _paths(cases)
    submitted, writing = on("need_id", "submitted"), on("need_id", "writing")
    opening = on("need_id", "handed in opening")
    approved, dated = on("proposal_id", "approved"), on("proposal_id", "dated")
    decision = {"decision": "hold", "reason": "ask_candidate", "comment": _NOTE}
    return {
        "api.cancel_need": Deed(town, {"note": _NOTE}, on("need_id", "suggested need")),
        "api.decide": Deed(me, decision, on("need_id", "suggested need")),
        "api.decline_need": Deed(me, {"reason": "grossly_unfit", "note": _NOTE}, opening),
        "api.not_select_person": Deed(town, {"reason": "other_candidate"}, dated),
        "api.open_need": Deed(me, {}, submitted),
        "api.refer": Deed(me, {}, on("proposal_id", "consented")),
        "api.return_need": Deed(me, {"text": _NOTE}, submitted),
        "api.screen_candidate": Deed(
            me, {"decision": "hold", "reason": "interview_first", "note": _NOTE},
            on("candidate_id", "screened"),
        ),
        "api.select_person": Deed(town, {}, dated),
        "api.send_now": Deed(me, {}, approved),
        "api.set_next_step": Deed(me, {"next_step": "電話する"}),
        "api.set_selection": Deed(
            town, {"kind": "interview", "held_on": "2026-12-20"}, on("proposal_id", "referred")
        ),
        "api.submit_need": Deed(town, {}, writing),
        "api.take_need": Deed(town, _NEED),
        "api.undo_decision": Deed(me, {}, approved),
        "api.update_need": Deed(
            town, {**_NEED, "ref": cases.texts["writing_number"]}, writing
        ),
        "api.withdraw_need": Deed(town, {"note": _NOTE}, submitted),
    }  # fmt: skip


def _paths(cases: Cases) -> Any:
    return lambda name, what: {name: str(cases.ids[what])}


def _version(cases: Cases) -> Fields:
    return {"version": cases.texts["need_version"]}


def _pair(cases: Cases, name: str) -> dict[str, str]:
    """A proposal and its need."""
    return {"proposal_id": str(cases.ids[name]), "need_id": str(cases.ids[f"{name} need"])}
