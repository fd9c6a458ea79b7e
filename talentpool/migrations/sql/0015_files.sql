-- A file between its preview and the decision to take it. Its content goes with the decision, or
-- after a day: people's data don't lie about.
create table upload (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict,
    municipality text,
    kind text not null check (kind in ('candidates', 'needs')),
    state text not null default 'shown' check (state in ('shown', 'taken', 'discarded')),
    version integer not null default 1,
    filename text not null check (length(filename) <= 200),
    content bytea,
    row_count integer not null,
    problems jsonb not null default '[]',
    result jsonb,
    created_at timestamptz not null default app_now(),
    expires_at timestamptz not null
);
create index upload_account on upload (account, created_at desc);
alter table upload enable row level security;
alter table upload force row level security;
create policy upload_own on upload using (account = app_actor() or app_is('system'));
grant select, insert, update on upload to app_web, app_worker;
