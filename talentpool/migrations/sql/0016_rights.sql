-- What people may ask of those who keep their data, and what is forgotten by itself.

-- Somebody asks to be forgotten. Two of the staff decide: who proposes it is not who confirms it.
create table erasure (
    id uuid primary key default gen_random_uuid(),
    version integer not null default 1,
    state text not null default 'filed'
        check (state in ('filed', 'proposed', 'executed', 'refused', 'cancelled')),
    person uuid not null references person (id) on delete restrict,
    candidate uuid references candidate (id) on delete restrict,
    filed_at timestamptz not null default app_now(),
    proposed_by uuid,
    proposed_at timestamptz,
    decided_by uuid,
    decided_at timestamptz,
    answer text not null default '' check (length(answer) <= 2000),
    constraint erasure_four_eyes check (
        state <> 'executed' or decided_by is null
        or proposed_by is not null and decided_by <> proposed_by
    )
);
create unique index erasure_open on erasure (person) where state in ('filed', 'proposed');
create index erasure_candidate on erasure (candidate);
create index erasure_state on erasure (state, filed_at);
alter table erasure enable row level security;
alter table erasure force row level security;
create policy erasure_own on erasure using (person = app_person());
create policy erasure_staff on erasure using (app_is('coordinator', 'administrator', 'system'));
create policy erasure_examine on erasure for select using (app_is('auditor'));
grant select, insert, update on erasure to app_web;
grant select, update on erasure to app_worker;

-- Who was forgotten, by id alone. It is kept outside the database as well, and played again after a
-- restore: a backup remembers people who were forgotten since.
create table erasure_journal (
    person uuid primary key references person (id) on delete restrict,
    cause text not null check (cause in ('asked', 'limit', 'replayed')),
    erased_at timestamptz not null default app_now()
);
alter table erasure_journal enable row level security;
alter table erasure_journal force row level security;
create policy erasure_journal_read on erasure_journal for select using (
    app_is('administrator', 'auditor', 'system'));
create policy erasure_journal_write on erasure_journal for insert with check (app_is('system'));
grant select, insert on erasure_journal to app_web, app_worker;

-- What each run of the retention has forgotten, rule by rule.
create table retention_run (
    id uuid primary key default gen_random_uuid(),
    run uuid not null,
    rule text not null,
    row_count integer not null check (row_count >= 0),
    at timestamptz not null default app_now(),
    constraint retention_run_once unique (run, rule)
);
create index retention_run_at on retention_run (at desc);
alter table retention_run enable row level security;
alter table retention_run force row level security;
create policy retention_run_read on retention_run for select using (
    app_is('administrator', 'auditor', 'system'));
create policy retention_run_write on retention_run for insert with check (app_is('system'));
grant select on retention_run to app_web;
grant select, insert on retention_run to app_worker;

-- Blanks one identity. The worker does this without being able to read any: the function is the
-- owner's, whom the policy person_correct binds like everybody else.
create function person_erase(wanted uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, public as $$
    with erased as (
        update person
        set name = '', kana = '', birth_on = null, email = '', phone = '', search = '',
            address_key = '', version = version + 1, erased_at = app_now()
        where id = wanted and erased_at is null and app_is('system')
        returning id
    )
    select exists (select from erased)
$$;
revoke all on function person_erase(uuid) from public;
grant execute on function person_erase(uuid) to app_web, app_worker;

-- Forgetting somebody reaches into every room. Each right is as narrow as the statement it serves.
create policy candidate_draft_old on candidate_draft for select using (
    app_is('system') and app_purpose() in ('retention', 'blank_registration'));
create policy candidate_draft_forget on candidate_draft for delete using (
    app_is('system') and app_purpose() in ('retention', 'blank_registration'));
create policy memo_forget on memo for delete using (app_is('system'));
create policy notice_forget on notice for delete using (app_is('system'));
create policy receipt_forget on receipt for delete using (app_is('system'));
create policy receipt_old on receipt for select using (app_is('system'));
grant update (note) on screening_decision, interview to app_web, app_worker;
grant delete on memo to app_web, app_worker;
grant delete on notice, receipt to app_worker;
grant select (id, candidate, saved_at), delete on candidate_draft to app_worker;
grant update (state, version, login_name) on account to app_worker;
grant select (account), delete on credential, one_time_code to app_worker;
grant select (account, revoked_at), update (revoked_at) on api_token to app_worker;
grant select (id, account, ended_at), update (ended_at) on session to app_worker;
grant update (withdrawn_at) on consent to app_worker;
grant update (place, note) on selection to app_worker;
