-- A municipality's own selection (documents, interview) of a person who was referred to it.
create table selection (
    id uuid primary key default gen_random_uuid(),
    proposal uuid not null references proposal (id) on delete restrict,
    need uuid not null,
    person uuid not null,
    municipality text not null,
    kind text not null check (kind in ('documents', 'interview', 'documents_and_interview')),
    held_on date not null,
    starts_at time,
    place text not null default '' check (length(place) <= 500),
    result text check (result in ('selected', 'not_selected')),
    reason text,
    note text not null default '' check (length(note) <= 2000),
    position integer check (position between 1 and 99),
    set_by uuid,
    set_at timestamptz not null default app_now(),
    superseded_at timestamptz
);
create unique index selection_live on selection (proposal) where superseded_at is null;
create index selection_need on selection (need);
alter table selection enable row level security;
alter table selection force row level security;
create policy selection_municipal on selection using (
    app_is('officer', 'municipal_manager') and municipality = app_tenant());
create policy selection_read on selection for select using (
    person = app_person() or app_is('coordinator', 'auditor', 'system'));
create policy selection_system on selection for update using (app_is('system'));
grant select, insert, update on selection to app_web;
grant select on selection to app_worker;
