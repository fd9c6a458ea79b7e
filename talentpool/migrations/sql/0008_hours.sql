-- Whole minutes a person and ISO week (its Monday, JST). The checks are the promise: whatever code
-- does, nobody is booked for more than they offer.
create table week_ledger (
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    week date not null check (extract(isodow from week) = 1),
    capacity integer not null check (capacity between 0 and 10080),
    is_exception boolean not null default false,
    held integer not null default 0 check (held >= 0),
    booked integer not null default 0 check (booked >= 0),
    primary key (candidate, week),
    constraint week_ledger_never_overbooked check (held + booked <= capacity)
);

-- What the ledger's sums are made of. A row is never deleted; released says when it ended.
create table hours_entry (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    municipality text not null,
    subject uuid not null,
    week date not null,
    minutes integer not null check (minutes > 0),
    kind text not null check (kind in ('held', 'booked')),
    made_at timestamptz not null default app_now(),
    released_at timestamptz,
    foreign key (candidate, week) references week_ledger (candidate, week) on delete restrict
);
create unique index hours_entry_live on hours_entry (subject, candidate, week)
    where released_at is null;
create index hours_entry_candidate on hours_entry (candidate, week);
create index hours_entry_municipality on hours_entry (municipality, week);

do $$
declare
    name text;
begin
    foreach name in array array['week_ledger', 'hours_entry'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($p$create policy %I on %I for select using (
            person = app_person() or app_is('coordinator', 'planner', 'expert', 'auditor', 'system'))$p$,
            name || '_read', name);
        execute format($p$create policy %I on %I for insert with check (app_is('system'))$p$,
            name || '_add', name);
        execute format($p$create policy %I on %I for update using (app_is('system'))$p$,
            name || '_change', name);
    end loop;
end $$;
create policy hours_entry_share on hours_entry for select using (municipality = app_tenant());
grant select, insert, update on week_ledger, hours_entry to app_web, app_worker;
