"""Terms and municipalities. Only taxonomy.service writes here, from the reference files."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Term(Table, tablename="term"):
    """One version of one word: a skill, a qualification, a trouble, a reason, a holiday, ..."""

    id = UUID(primary_key=True)
    kind = Text(help_text="See taxonomy.sources.KINDS")
    code = Text()
    version = Integer(default=1)
    position = Integer(help_text="Order in the file, which is the order on screens")
    name_ja = Text()
    name_en = Text()
    parent = Text(null=True, default=None)
    attributes = JSONB(help_text="What only this kind has: synonyms, phrases, weights, ...")
    source = Text(help_text="Code of a term of kind `source`")
    is_verified = Boolean(help_text="False is shown as 要確認")
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    loaded_at = Timestamptz()
    retired_at = Timestamptz(
        null=True, default=None, help_text="A newer version, or none, took its place"
    )


class Municipality(Table, tablename="municipality"):
    """A public body that may ask: by its six-digit code, which has a check digit."""

    code = Text(primary_key=True)
    name = Text()
    kana = Text()
    kind = Text()
    population = Integer(null=True, default=None)
    network_model = Text(null=True, default=None, help_text="alpha, alpha_dash, beta, beta_dash")
    network_model_source = Text()
    network_model_on = Date(null=True, default=None)
    flavour = Text(help_text="One line about an invented body")
    is_invented = Boolean(help_text="Of the demonstration")
    source = Text()
    position = Integer()
    loaded_at = Timestamptz()
    retired_at = Timestamptz(null=True, default=None)
