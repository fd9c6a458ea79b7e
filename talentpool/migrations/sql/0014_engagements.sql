-- Agreed work: who, for whom, from when to when, how much a week.
create table engagement (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    proposal uuid not null unique references proposal (id) on delete restrict,
    municipality text not null,
    flow text not null check (flow in ('placement', 'dispatch')),
    state text not null default 'preparing' check (state in (
        'preparing', 'active', 'reporting', 'closed', 'extended', 'ended_early')),
    version integer not null default 1,
    from_on date not null,
    to_on date not null,
    weekly_minutes integer not null check (weekly_minutes between 1 and 10080),
    appointment_type text,
    appointed_on date,
    checklist text[] not null default '{}',
    state_reason text,
    report text not null default '' check (length(report) <= 4000),
    created_at timestamptz not null default app_now(),
    started_at timestamptz,
    closed_at timestamptz,
    check (from_on <= to_on)
);
create index engagement_need on engagement (need);
create index engagement_candidate on engagement (candidate, state);
create index engagement_municipality on engagement (municipality, state);
alter table engagement enable row level security;
alter table engagement force row level security;
create policy engagement_read on engagement for select using (
    person = app_person() or municipality = app_tenant()
    or app_is('coordinator', 'planner', 'auditor', 'system'));
create policy engagement_agree on engagement for insert with check (
    municipality = app_tenant() or app_is('system'));
create policy engagement_change on engagement for update using (
    municipality = app_tenant() or person = app_person() or app_is('coordinator', 'system'));
grant select, insert, update on engagement to app_web;
grant select, update on engagement to app_worker;
