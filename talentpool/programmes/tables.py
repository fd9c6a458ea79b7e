"""Programmes, target groups and rules as dated rows. Only programmes.service writes here."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Programme(Table, tablename="programme"):
    """One line of service (事業): who starts it, how it flows, what it asks, who pays."""

    id = UUID(primary_key=True)
    key = Text()
    version = Integer(default=1)
    position = Integer()
    name_ja = Text()
    name_en = Text()
    flow = Text(help_text="dispatch, placement, other")
    starts = Text(help_text="Who starts it")
    cost_class = Text()
    is_enabled = Boolean(help_text="Whether needs can be made of it")
    promised_reply_days = Integer(
        null=True, default=None, help_text="Working days until the first answer"
    )
    facts = JSONB(help_text="helpers, appointment_types, asks, limits, note, ...")
    source = Text()
    is_verified = Boolean()
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    loaded_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)


class TargetGroup(Table, tablename="target_group"):
    """Whom a programme looks for, and how they come in."""

    id = UUID(primary_key=True)
    code = Text()
    version = Integer(default=1)
    position = Integer()
    name_ja = Text()
    symbol = Text()
    tier = Text()
    programme = Text()
    facts = JSONB(help_text="entry, interview, screening, self_screening, first_year_target, ...")
    source = Text()
    is_verified = Boolean()
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    loaded_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)


class Rule(Table, tablename="rule"):
    """A rule of law or custom with its period, its source and whether a lawyer has checked it."""

    id = UUID(primary_key=True)
    code = Text()
    version = Integer(default=1)
    position = Integer()
    applies_to = Array(Text())
    value = JSONB()
    law = Text()
    note = Text()
    source = Text()
    is_verified = Boolean()
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    loaded_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)
