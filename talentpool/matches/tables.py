"""Runs and suggestions. Only matches.service writes here, and never changes what it wrote."""

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table


class MatchRun(Table, tablename="match_run"):
    """One execution of matching for one need."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    need_revision = Integer()
    scorer = UUID(help_text="scoring.ScorerVersion")
    generation = BigInt(help_text="Of the pool")
    vocabulary = Text(help_text="Digest of the terms")
    as_of = Integer(help_text="Month index of the day it ran")
    parameters = JSONB(help_text="Thresholds of the hard conditions")
    input_hash = Text(help_text="sha256 over everything that it read")
    status = Text(help_text="ok, empty_pool, nobody_eligible, nothing_asked")
    pool_size = Integer()
    eligible_count = Integer()
    base = Integer(help_text="Points that the average person of the pool would have")
    near_misses = JSONB()
    suggestions = JSONB(help_text="Requirements read out of the need's words")
    finished_at = Timestamptz()


class Suggestion(Table, tablename="suggestion"):
    """One person in one run: place, points, parts, reasons."""

    run = UUID(primary_key=True, help_text="With candidate; Piccolo knows single keys only")
    candidate = UUID()
    person = UUID()
    rank = Integer(help_text="Eligible people from 1; the others go on counting")
    is_eligible = Boolean()
    units = Integer(help_text="The score in the scorer's integer units")
    points = Integer(help_text="0-100, a linear rescale fixed per scorer")
    low = Integer(help_text="Points if every unconfirmed statement turned out worst")
    high = Integer(help_text="Points if every unconfirmed statement turned out best")
    municipality_units = Integer()
    candidate_units = Integer()
    parts = JSONB(help_text="Factor -> points; base + parts = points")
    failures = JSONB(help_text="Hard conditions that are not met")
    checks = JSONB(help_text="What a person must settle before approving")
    terms = JSONB(help_text="Stored inputs of the score, for `talentpool explain`")
    evidence = JSONB(help_text="Factor -> where the words are that speak for it")
