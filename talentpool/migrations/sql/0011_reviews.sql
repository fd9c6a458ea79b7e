-- One person for one need, from the first decision on. Nothing is deleted; later decisions supersede.
create table proposal (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    municipality text not null,
    flow text not null check (flow in ('placement', 'dispatch')),
    state text not null default 'suggested' check (state in (
        'suggested', 'held', 'approved', 'not_referred', 'declined', 'lapsed',
        'consent_requested', 'consented', 'referred', 'selection_set', 'selected', 'not_selected',
        'accepted', 'appointed', 'asked', 'assigned', 'confirmed')),
    version integer not null default 1,
    run uuid references match_run (id) on delete restrict,
    band text check (band in ('very_good', 'good', 'fair')),
    why jsonb not null default '[]',
    state_reason text,
    contact_due_at timestamptz,
    asked_at timestamptz,
    reply_by date,
    answered_at timestamptz,
    terms_revision integer,
    is_referred boolean not null default false,
    created_at timestamptz not null default app_now(),
    changed_at timestamptz not null default app_now(),
    constraint proposal_once unique (need, candidate)
);
create index proposal_candidate on proposal (candidate, state);
create index proposal_municipality on proposal (municipality, state);
create index proposal_run on proposal (run);
alter table proposal enable row level security;
alter table proposal force row level security;
create policy proposal_staff on proposal using (app_is('coordinator', 'planner', 'system'));
create policy proposal_examine on proposal for select using (app_is('auditor'));
-- A person learns of a proposal when they are asked, never of what was weighed before.
create policy proposal_own on proposal for select using (
    person = app_person() and state not in ('suggested', 'held', 'approved', 'not_referred'));
create policy proposal_answer on proposal for update using (
    person = app_person() and state not in ('suggested', 'held', 'approved', 'not_referred'));
-- A municipality sees people who have agreed to be seen by it, and nobody else.
-- Withdrawn consent takes effect with the next statement.
create function consents_to(of_person uuid, for_need uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
    select exists (
        select 1 from consent
        where person = of_person and need = for_need and municipality = app_tenant()
          and withdrawn_at is null
    )
$$;
create policy proposal_referred on proposal for select using (
    municipality = app_tenant() and is_referred and consents_to(person, need));
create policy proposal_choose on proposal for update using (
    municipality = app_tenant() and is_referred and consents_to(person, need));
grant select, insert, update on proposal to app_web;
grant select, update on proposal to app_worker;

-- Who decided what about a proposal, why, and what they had before their eyes. No score gets here:
-- the worker's role has no right to this table at all.
create table decision (
    id uuid primary key default gen_random_uuid(),
    proposal uuid not null references proposal (id) on delete restrict,
    need uuid not null,
    candidate uuid not null,
    municipality text not null,
    verb text not null check (verb in ('approve', 'hold', 'not_refer', 'undo', 'retract')),
    reason text,
    comment text not null default '' check (length(comment) <= 2000),
    shown jsonb not null,
    decided_by uuid not null,
    decided_at timestamptz not null default app_now()
);
create index decision_proposal on decision (proposal, decided_at);
create index decision_need on decision (need, decided_at);
alter table decision enable row level security;
alter table decision force row level security;
create policy decision_read on decision for select using (
    app_is('coordinator', 'planner', 'auditor', 'system'));
create policy decision_make on decision for insert with check (
    app_is('coordinator') and decided_by = app_actor());
grant select, insert on decision to app_web;
