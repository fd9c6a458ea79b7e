"""Sabotage: each guard is taken away once, and the check that rests on it has to notice.

A check is green with its guard and red without; one that stays green proves nothing, and is told.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from email import policy

import asyncpg

from talentpool import app, guards
from talentpool.accounts import service_sessions, service_throttles
from talentpool.accounts.schemas import FoundSession
from talentpool.audit import service as audit
from talentpool.audit import verification
from talentpool.files import spreadsheet
from talentpool.guards import Permission
from talentpool.hours import service as hours
from talentpool.kit import bootstrap, cells, db, http, log, security, settings, states, templates
from talentpool.kit import scope as scopes
from talentpool.kit.servers import ServerUrls
from talentpool.outbox import service as outbox
from talentpool.receipts import service as receipts
from talentpool.reviews import service_ending as ending
from tests.prove import checks, checks_outside, checks_web, checks_work, stand_ins
from tests.prove.figures import Figure, Plan
from tests.prove.place import empty
from tests.prove.removals import Harm, both, executed, granted, patched, widened

Check = Callable[[ServerUrls], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A guard, what takes it away, and the check that must then fail."""

    guard: str
    harm: Harm
    check: Check


async def run(urls: ServerUrls, plan: Plan) -> Figure:
    """All of them, in an order by chance; the scale changes nothing."""
    figure = Figure("sabotage", "a guard that is taken away is missed", "guards")
    for sabotage in plan.chance("sabotage").sample(SABOTAGES, len(SABOTAGES)):
        await empty(urls)
        if found := await sabotage.check(urls):
            figure.bad.append(f"{sabotage.guard}: not whole to begin with: {found[0]}")
        await empty(urls)
        async with sabotage.harm(urls):
            if not await sabotage.check(urls):
                figure.bad.append(f"{sabotage.guard}: nobody noticed")
        figure.tried += 1
    figure.note = f"{figure.tried - len(figure.bad)} of {figure.tried} caught"
    return figure


_TAKE_ANYTHING = {
    kind: statement.replace(" and held + booked + $3 <= capacity", "")
    for kind, statement in hours._TAKE.items()
}
_NO_CHECK = executed(
    "alter table week_ledger drop constraint week_ledger_never_overbooked",
    "alter table week_ledger add constraint week_ledger_never_overbooked"
    " check (held + booked <= capacity)",
)
_PAGE = spreadsheet.LIMITS["page"]
_ALL = "^.*$"
_NAMED_HEADLINES = executed(
    "create function tell() returns trigger language plpgsql security definer"
    " set search_path = pg_catalog, public as $$ begin"
    " new.headline := (select name from person where id = new.person); return new; end $$;"
    " create trigger tell before insert on candidate for each row execute function tell()",
    "drop trigger tell on candidate; drop function tell()",
)
_ANY_PROFILE = widened("candidate", "candidate_read", r"consented_for\(person\)", "true")
_ANY_PROPOSAL = widened("proposal", "proposal_referred", r"consents_to\(person, need\)", "true")
SABOTAGES = (
    Sabotage("policy of needs", widened("need", "need_own", _ALL, "true"), checks.tenancy),
    Sabotage(
        "policy of questions", widened("question", "question_own", _ALL, "true"), checks.tenancy
    ),
    Sabotage(
        "row-level security of sections",
        executed(
            "alter table section disable row level security",
            "alter table section enable row level security",
        ),
        checks.tenancy,
    ),
    Sabotage(
        "hours: condition and check",
        both(_NO_CHECK, patched(hours, "_TAKE", _TAKE_ANYTHING)),
        checks.races,
    ),
    Sabotage("receipts", patched(receipts, "once", stand_ins.without_receipt), checks.cuts),
    Sabotage(
        "fence of the outbox", patched(outbox, "effect", stand_ins.without_fence), checks.fence
    ),
    Sabotage(
        "anti-forgery token",
        patched(security.CsrfMiddleware, "_verify", stand_ins.nothing),
        checks.forgery,
    ),
    Sabotage(
        "matrix of routes", patched(Permission, "admits", lambda row, role: True), checks.routes
    ),
    Sabotage("roles of moves", patched(states.Machine, "after", stand_ins.any_role), checks.moves),
    Sabotage("security headers", patched(security, "HEADERS", {}), checks.headers),
    Sabotage("formula guard", patched(cells, "_LOOKS_RISKY", re.compile("(?!)")), checks.formulas),
    Sabotage(
        "no line, no name",
        widened("person", "person_revealed", _ALL, "app_purpose() is not null"),
        checks.names,
    ),
    Sabotage(
        "transaction of the access log",
        widened("person", "person_revealed", r"l\.transaction = this_transaction\(\)", "true"),
        checks.earlier_line,
    ),
    Sabotage(
        "who writes the access log",
        widened("access_log", "access_log_append", _ALL, "true"),
        checks.forged_line,
    ),
    Sabotage(
        "grants of the worker",
        granted("select", "person, access_log", "app_worker"),
        checks.worker_names,
    ),
    Sabotage(
        "the trail is only appended to",
        granted("update", "audit_event", "app_web"),
        checks.fixed_trail,
    ),
    Sabotage(
        "decisions are not changed", granted("update", "decision", "app_web"), checks.decisions
    ),
    # Who is let in, and with what.
    Sabotage(
        "throttle of sign-ins",
        patched(service_throttles, "take", stand_ins.nothing),
        checks_web.throttle,
    ),
    Sabotage("second factor", patched(FoundSession, "actor", stand_ins.whole), checks_web.half_way),
    Sabotage(
        "end of sessions",
        patched(service_sessions, "end_all", stand_ins.nothing),
        checks_web.other_duties,
    ),
    Sabotage(
        "same origin",
        patched(security, "is_own_origin", lambda settings, headers: True),
        checks_web.foreign,
    ),
    Sabotage("limit of a body", patched(app, "LARGEST_BODY", 10**9), checks_web.large_body),
    Sabotage(
        "no start without a row",
        patched(guards, "refuse_unmapped", lambda names: None),
        checks_web.forgotten_row,
    ),
    Sabotage(
        "one row of the matrix", patched(guards, "matrix", stand_ins.wider_matrix), checks.routes
    ),
    Sabotage(
        "a role in the matrix",
        patched(guards, "matrix", stand_ins.narrower_matrix),
        checks_work.deed_done,
    ),
    Sabotage(
        "what succeeds is undone",
        patched(checks_work, "rewound", stand_ins.kept),
        checks_work.deed_done,
    ),
    Sabotage(
        "patience with a database that hangs",
        patched(asyncpg, "create_pool", stand_ins.patient_pool),
        checks_work.hanging,
    ),
    # What goes out.
    Sabotage("no-store", patched(http, "harden", stand_ins.may_be_kept), checks_web.kept_pages),
    Sabotage(
        "escaping of pages",
        patched(templates, "Environment", stand_ins.unescaped),
        checks_web.markup,
    ),
    Sabotage(
        "withheld fields of the log",
        patched(log, "withhold", lambda logger, method, event: event),
        checks_web.written_down,
    ),
    Sabotage(
        "withheld messages of errors",
        patched(log, "_ExceptionTeller", stand_ins.telling),
        checks_web.written_down,
    ),
    Sabotage(
        "headers of mails", patched(policy, "SMTP", stand_ins.LAX), checks_outside.mail_header
    ),
    # What happens to cases.
    Sabotage(
        "lease of a task",
        patched(outbox, "_CLAIM", re.sub(r"and \(lease_until [^)]*\)\)", "", outbox._CLAIM)),
        checks_work.lease,
    ),
    Sabotage("tasks in the transaction", stand_ins.put_at_once, checks_work.thrown_away),
    Sabotage(
        "version of a row", patched(audit, "_write", stand_ins.write_blindly), checks_work.stale
    ),
    Sabotage(
        "no undo after contact",
        patched(outbox, "take_back", stand_ins.always),
        checks_work.late_undo,
    ),
    Sabotage(
        "release of the others",
        patched(ending, "lapse_rest", stand_ins.nothing),
        checks_work.siblings,
    ),
    Sabotage(
        "an event a change",
        patched(audit, "note", lambda *args, **kwargs: None),
        checks_work.traced,
    ),
    Sabotage(
        "reasons in the trail",
        patched(audit, "_append", stand_ins.without_detail),
        checks_work.traced,
    ),
    Sabotage(
        "checkpoint outside",
        patched(verification, "verify", stand_ins.verify_alone),
        checks_work.tail,
    ),
    # Who sees whom.
    Sabotage("consent to be seen", both(_ANY_PROFILE, _ANY_PROPOSAL), checks_work.withdrawal),
    Sabotage(
        "consent to be named",
        widened("person", "person_revealed", r"AND \(c\.withdrawn_at IS NULL\)", ""),
        checks_work.withdrawn_name,
    ),
    Sabotage("blind first pass", _NAMED_HEADLINES, checks_work.swap),
    Sabotage(
        "forced policies",
        executed(
            "alter table need no force row level security",
            "alter table need force row level security",
        ),
        checks_work.catalogue,
    ),
    Sabotage(
        "pages only read",
        patched(scopes, "scope", stand_ins.writing_scope),
        checks_work.reading_writes,
    ),
    Sabotage(
        "no question without a scope",
        patched(db.ScopedEngine, "_insist_on_scope", lambda engine: None),
        checks_work.unscoped,
    ),
    Sabotage(
        "settings end with the transaction",
        both(
            patched(scopes, "_introduce", stand_ins.introduce_for_good),
            patched(asyncpg.Connection, "get_reset_query", lambda connection: ""),
        ),
        checks_work.settings_left,
    ),
    # What comes from outside.
    Sabotage(
        "limit of what is unpacked",
        both(
            patched(spreadsheet, "LIMITS", {"page": replace(_PAGE, unpacked=2**40)}),
            patched(spreadsheet, "MOST_RATIO", 2**40),
        ),
        checks_outside.archives,
    ),
    Sabotage(
        "limit of entries", patched(spreadsheet, "MOST_ENTRIES", 10**6), checks_outside.archives
    ),
    Sabotage(
        "limit of rows",
        patched(spreadsheet, "LIMITS", {"page": replace(_PAGE, rows=2**30)}),
        checks_outside.archives,
    ),
    Sabotage(
        "no weak secret",
        patched(settings, "_secret_problems", lambda secret: []),
        checks_outside.weak_secret,
    ),
    Sabotage(
        "no strong role",
        patched(bootstrap, "_STRENGTHS", 'select false as "owns tables"'),
        checks_outside.strong_role,
    ),
)
