-- Which scorer was in force when. People publish; nothing publishes itself.
create table scorer_version (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    kind text not null check (kind in ('expert', 'learned')),
    digest text not null unique,
    state text not null default 'published' check (state in ('trained', 'published', 'retired')),
    version integer not null default 1,
    published_by uuid,
    published_at timestamptz,
    retired_at timestamptz,
    created_at timestamptz not null default app_now()
);
create unique index scorer_version_in_force on scorer_version (state) where state = 'published';
grant select, insert, update on scorer_version to app_web, app_worker;

-- One execution of matching for one need: everything that it depended on, and what came of it.
create table match_run (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    municipality text not null,
    need_revision integer not null,
    scorer uuid not null references scorer_version (id) on delete restrict,
    generation bigint not null,
    vocabulary text not null,
    as_of integer not null,
    parameters jsonb not null,
    input_hash text not null,
    status text not null,
    pool_size integer not null,
    eligible_count integer not null,
    base integer not null,
    near_misses jsonb not null,
    suggestions jsonb not null,
    finished_at timestamptz not null default app_now(),
    constraint match_run_once unique (need, need_revision, scorer, generation)
);
create index match_run_latest on match_run (need, finished_at desc);
create index match_run_scorer on match_run (scorer);

-- One person in one run. Nothing is decided here: a decision makes a proposal (0011).
create table suggestion (
    run uuid not null references match_run (id) on delete restrict,
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    rank integer not null,
    is_eligible boolean not null,
    units integer not null,
    points integer not null,
    low integer not null,
    high integer not null,
    municipality_units integer not null,
    candidate_units integer not null,
    parts jsonb not null,
    failures jsonb not null,
    checks jsonb not null,
    terms jsonb not null,
    evidence jsonb not null,
    primary key (run, candidate),
    unique (run, rank)
);
create index suggestion_candidate on suggestion (candidate);

do $$
declare
    name text;
begin
    foreach name in array array['match_run', 'suggestion'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        -- Exact scores are for those who decide and those who examine; a town sees bands (0012).
        execute format($p$create policy %I on %I for select using (
            app_is('coordinator', 'planner', 'auditor', 'system'))$p$, name || '_read', name);
        execute format($p$create policy %I on %I for insert with check (app_is('system'))$p$,
            name || '_store', name);
    end loop;
end $$;
grant select, insert on match_run, suggestion to app_web, app_worker;
