-- Who people are: the one table with names, birth dates and private addresses.
create table person (
    id uuid primary key default gen_random_uuid(),
    version integer not null default 1,
    name text not null default '',
    kana text not null default '',
    birth_on date,
    email text not null default '',
    phone text not null default '',
    search text not null default '',
    address_key text not null default '',
    created_at timestamptz not null default app_now(),
    erased_at timestamptz
);
create index person_address on person (address_key) where address_key <> '';

-- Who may show which name to whom, and since which wording.
create table consent (
    id uuid primary key default gen_random_uuid(),
    person uuid not null references person (id) on delete restrict,
    purpose text not null check (purpose in ('screening', 'referral', 'assignment', 'digest')),
    municipality text references municipality (code) on delete restrict,
    need uuid,
    text_version text not null,
    given_at timestamptz not null default app_now(),
    withdrawn_at timestamptz,
    constraint consent_recipient check (
        (purpose in ('referral', 'assignment')) = (municipality is not null and need is not null)
    )
);
create unique index consent_live on consent
    (person, purpose, coalesce(municipality, ''), coalesce(need, '00000000-0000-0000-0000-000000000000'))
    where withdrawn_at is null;
create index consent_municipality on consent (municipality, need);
alter table consent enable row level security;
alter table consent force row level security;
create policy consent_read on consent for select using (
    person = app_person() or municipality = app_tenant()
    or app_is('coordinator', 'expert', 'planner', 'auditor', 'system')
);
create policy consent_give on consent for insert with check (
    person = app_person() or app_is('system')
);
create policy consent_withdraw on consent for update using (
    person = app_person() or app_is('system')
);
grant select, insert, update on consent to app_web;
grant select on consent to app_worker;

create function this_transaction() returns bigint language sql stable as
    $$ select pg_current_xact_id()::text::bigint $$;

-- Who looked at whom, why. Append-only; the person reads it too.
create table access_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default app_now(),
    account uuid not null,
    role text not null,
    municipality text,
    person uuid not null references person (id) on delete restrict,
    purpose text not null,
    need uuid,
    request_id text not null default coalesce(current_setting('app.request_id', true), ''),
    transaction bigint not null default this_transaction()
);
create index access_log_person on access_log (person, id);
create index access_log_account on access_log (account, id);
alter table access_log enable row level security;
alter table access_log force row level security;
create policy access_log_read on access_log for select using (
    person = app_person() or account = app_actor() or app_is('auditor')
);
create policy access_log_append on access_log for insert with check (
    account = app_actor() and role = app_role() and municipality is not distinct from app_tenant()
    and transaction = this_transaction() and at = app_now()
);
grant select, insert on access_log to app_web;
grant select on access_log to app_audit_ro;

-- No log, no name: a row shows itself only to its person, and to whoever has written, in this very
-- transaction, into the access log why; a municipality needs the person's live consent as well.
alter table person enable row level security;
alter table person force row level security;
create policy person_own on person for select using (id = app_person());
create policy person_revealed on person for select using (
    app_purpose() is not null
    and exists (
        select from access_log l
        where l.person = person.id and l.account = app_actor() and l.purpose = app_purpose()
          and l.transaction = this_transaction()
          and (
              app_is('coordinator', 'expert')
              or app_is('officer', 'municipal_manager') and exists (
                  select from consent c
                  where c.person = person.id and c.municipality = app_tenant() and c.need = l.need
                    and c.purpose in ('referral', 'assignment') and c.withdrawn_at is null
              )
          )
    )
);
create policy person_kept on person for select using (
    app_is('system') and app_purpose() in ('register_person', 'correct_person', 'erase_person')
);
create policy person_register on person for insert with check (
    app_is('system') and app_purpose() = 'register_person'
);
create policy person_correct on person for update using (
    id = app_person()
    or app_is('system') and app_purpose() in ('correct_person', 'erase_person')
);
create policy person_look_up on person for select to app_owner using (true);
grant select, insert, update on person to app_web;

-- A caller gives a name: who could that be? Ids only, for coordinators; the verb that calls it leaves
-- a trace.
create function person_find(wanted text) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
    select id from person
    where app_is('coordinator') and strpos(search, wanted) > 0 and erased_at is null
    order by created_at limit 20
$$;
revoke all on function person_find(text) from public;
grant execute on function person_find(text) to app_web;

-- Whose address this is, for those who have lost their password or sign up twice. Ids only.
create function account_of_address(wanted text) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
    select a.id from person p join account a on a.person = p.id
    where p.address_key = wanted and wanted <> '' and a.state = 'active' and p.erased_at is null
    order by a.created_at limit 1
$$;
revoke all on function account_of_address(text) from public;
grant execute on function account_of_address(text) to app_web, app_worker;
