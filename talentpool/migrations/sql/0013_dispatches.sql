-- What a dispatch is to do: goals, menus, dates. The team are the proposals that were accepted.
create table plan (
    id uuid primary key default gen_random_uuid(),
    need uuid not null unique references need (id) on delete restrict,
    municipality text not null,
    state text not null default 'draft'
        check (state in ('draft', 'proposed', 'returned', 'confirmed')),
    version integer not null default 1,
    menus text[] not null default '{}',
    goals text not null default '' check (length(goals) <= 4000),
    from_on date,
    to_on date,
    weekly_minutes integer check (weekly_minutes between 1 and 10080),
    note text not null default '' check (length(note) <= 4000),
    comment text not null default '' check (length(comment) <= 2000),
    planner uuid,
    proposed_at timestamptz,
    confirmed_at timestamptz,
    created_at timestamptz not null default app_now(),
    changed_at timestamptz not null default app_now(),
    check (to_on is null or from_on is null or from_on <= to_on)
);
alter table plan enable row level security;
alter table plan force row level security;
create policy plan_staff on plan using (app_is('coordinator', 'planner', 'system'));
create policy plan_examine on plan for select using (app_is('expert', 'auditor'));
-- Whoever is asked to take part reads what is planned; the proposal's own policies say who that is.
create policy plan_member on plan for select using (
    exists (select from proposal where proposal.need = plan.need and proposal.person = app_person()));
create policy plan_municipal on plan for select using (
    municipality = app_tenant() and state <> 'draft');
create policy plan_answer on plan for update using (
    municipality = app_tenant() and state <> 'draft');
grant select, insert, update on plan to app_web;
grant select on plan to app_worker;
