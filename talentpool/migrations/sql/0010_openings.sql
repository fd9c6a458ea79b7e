-- 情報提供: which openings were shown to whom, and what they said. It counts on the person's side
-- of the score alone, and is never a decision.
create table interest (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    municipality text not null,
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    version integer not null default 1,
    why jsonb not null default '[]',
    shown_at timestamptz not null default app_now(),
    answer text check (answer in ('interested', 'not_now')),
    reason text,
    answered_at timestamptz,
    withdrawn_at timestamptz,
    constraint interest_once unique (need, candidate)
);
create index interest_candidate on interest (candidate);
alter table interest enable row level security;
alter table interest force row level security;
create policy interest_read on interest for select using (
    person = app_person() or app_is('coordinator', 'auditor', 'system'));
create policy interest_show on interest for insert with check (app_is('system'));
create policy interest_answer on interest for update using (
    person = app_person() or app_is('system'));
grant select, insert, update on interest to app_web, app_worker;
