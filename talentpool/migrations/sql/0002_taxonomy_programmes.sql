-- Words and bodies that everybody speaks of. Public facts: no row-level security, one writer.

-- A term is never changed and never deleted: a new version takes the place of the one before.
create table term (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    code text not null,
    version integer not null default 1,
    position integer not null default 0,
    name_ja text not null,
    name_en text not null default '',
    parent text,
    attributes jsonb not null default '{}',
    source text not null default '',
    is_verified boolean not null default true,
    valid_from date,
    valid_to date,
    loaded_at timestamptz not null default app_now(),
    retired_at timestamptz,
    unique (kind, code, version)
);
create unique index term_current on term (kind, code) where retired_at is null;
create index term_order on term (kind, position) where retired_at is null;

create table municipality (
    code text primary key check (code ~ '^[0-9]{6}$'),
    name text not null,
    kana text not null default '',
    kind text not null,
    population integer check (population >= 0),
    network_model text check (network_model in ('alpha', 'alpha_dash', 'beta', 'beta_dash')),
    network_model_source text not null default '',
    network_model_on date,
    flavour text not null default '',
    is_invented boolean not null default false,
    source text not null default '',
    position integer not null default 0,
    loaded_at timestamptz not null default app_now(),
    retired_at timestamptz
);
create index municipality_name on municipality (name);

-- The lines of service, who they are for, and the rules of law and custom, as dated rows.
create table programme (
    id uuid primary key default gen_random_uuid(),
    key text not null,
    version integer not null default 1,
    position integer not null default 0,
    name_ja text not null,
    name_en text not null default '',
    flow text not null check (flow in ('dispatch', 'placement', 'other')),
    starts text not null default '',
    cost_class text not null default 'undecided',
    is_enabled boolean not null default false,
    promised_reply_days integer check (promised_reply_days > 0),
    facts jsonb not null default '{}',
    source text not null default '',
    is_verified boolean not null default false,
    valid_from date,
    valid_to date,
    loaded_at timestamptz not null default app_now(),
    retired_at timestamptz,
    unique (key, version)
);
create unique index programme_current on programme (key) where retired_at is null;

create table target_group (
    id uuid primary key default gen_random_uuid(),
    code text not null,
    version integer not null default 1,
    position integer not null default 0,
    name_ja text not null,
    symbol text not null default '',
    tier text not null default '',
    programme text not null default '',
    facts jsonb not null default '{}',
    source text not null default '',
    is_verified boolean not null default false,
    valid_from date,
    valid_to date,
    loaded_at timestamptz not null default app_now(),
    retired_at timestamptz,
    unique (code, version)
);
create unique index target_group_current on target_group (code) where retired_at is null;

-- One rule may have several periods of validity, so its code alone doesn't name a row.
create table rule (
    id uuid primary key default gen_random_uuid(),
    code text not null,
    version integer not null default 1,
    position integer not null default 0,
    applies_to text[] not null default '{}',
    value jsonb not null default '{}',
    law text not null default '',
    note text not null default '',
    source text not null default '',
    is_verified boolean not null default false,
    valid_from date,
    valid_to date,
    loaded_at timestamptz not null default app_now(),
    retired_at timestamptz
);
create unique index rule_current on rule (code, applies_to, valid_from) nulls not distinct
    where retired_at is null;

grant select on term, municipality, programme, target_group, rule
    to app_web, app_worker, app_audit_ro;
grant insert, update on term, municipality, programme, target_group, rule to app_worker;
