-- What a person offers, apart from who the person is (identity, 0004).
create table candidate (
    id uuid primary key default gen_random_uuid(),
    person uuid not null unique references person (id) on delete restrict,
    handle text not null unique check (handle ~ '^[2-9A-HJ-NP-Z]{4,6}$'),
    ref text unique,
    kind text not null default 'registered'
        check (kind in ('registered', 'staff_expert', 'metropolitan_staff')),
    tier text not null default 'practical' check (tier in ('special', 'practical')),
    target_group text not null default '',
    state text not null default 'draft' check (state in (
        'draft', 'submitted', 'screening', 'interview', 'active', 'paused', 'on_hold', 'returned',
        'expired', 'withdrawn', 'declined')),
    version integer not null default 1,
    revision integer not null default 1,
    headline text not null default '' check (length(headline) <= 200),
    free_text text not null default '' check (length(free_text) <= 10000),
    specialties text[] not null default '{}',
    public_years numeric not null default 0 check (public_years between 0 and 70),
    public_kinds text[] not null default '{}',
    public_businesses text[] not null default '{}',
    public_steps text[] not null default '{}',
    weekly_minutes integer check (weekly_minutes between 0 and 10080),
    slots integer not null default 0 check (slots between 0 and 2097151),
    available_from date,
    available_to date,
    remote text check (remote in ('full', 'hybrid', 'onsite_ok')),
    area_codes text[] not null default '{}',
    programmes text[] not null default '{}',
    appointment_types text[] not null default '{}',
    onsite_days_per_month integer check (onsite_days_per_month between 0 and 31),
    min_pay jsonb,
    employer text not null default '',
    recent_clients text[] not null default '{}',
    side_job_permission text check (side_job_permission in ('yes', 'not_needed', 'asking', 'no')),
    side_job_permission_until date,
    main_job_minutes integer check (main_job_minutes between 0 and 10080),
    affiliated_vendors text[] not null default '{}',
    evidence_links text[] not null default '{}',
    basic_course_on date,
    conditions_met text[] not null default '{}',
    conditions_unmet text[] not null default '{}',
    done_tasks text[] not null default '{}',
    state_reason text,
    state_note text not null default '',
    paused_until date,
    assignee uuid,
    next_step text not null default '',
    next_step_due_on date,
    search text not null default '',
    submitted_at timestamptz,
    confirmed_at timestamptz,
    created_at timestamptz not null default app_now(),
    changed_at timestamptz not null default app_now(),
    check (available_to is null or available_from is null or available_from <= available_to)
);
create index candidate_state on candidate (state, next_step_due_on);

-- What somebody has typed on a page of the registration and not yet saved. The person's alone.
create table candidate_draft (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    page text not null,
    typed jsonb not null,
    saved_at timestamptz not null default app_now(),
    constraint candidate_draft_once unique (candidate, page)
);
alter table candidate_draft enable row level security;
alter table candidate_draft force row level security;
create policy candidate_draft_own on candidate_draft using (person = (select app_person()));
grant select, insert, update, delete on candidate_draft to app_web;

create table career (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    position integer not null,
    organization text not null check (length(organization) between 1 and 200),
    organization_kind text not null default '',
    role text not null default '' check (length(role) <= 200),
    from_month date,
    to_month date,
    is_public boolean not null default false,
    description text not null default '' check (length(description) <= 10000),
    check (to_month is null or from_month is null or from_month <= to_month)
);
create index career_candidate on career (candidate, position);

create table claim (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    position integer not null,
    label text not null check (length(label) between 1 and 200),
    skill text,
    level integer not null check (level between 1 and 5),
    years numeric not null default 0 check (years between 0 and 70),
    last_used_on date,
    career uuid references career (id) on delete set null,
    evidence_kind text not null default '' check (evidence_kind in ('', 'career', 'school', 'project')),
    evidence_text text not null default '' check (length(evidence_text) <= 2000),
    verified_by uuid,
    verified_at timestamptz
);
create index claim_candidate on claim (candidate, position);

create table held_qualification (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    position integer not null,
    label text not null check (length(label) between 1 and 200),
    qualification text,
    obtained_on date
);
create index held_qualification_candidate on held_qualification (candidate, position);

-- Decisions of coordinators on a registration; superseded, never changed.
create table screening_decision (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    verb text not null,
    reason text,
    note text not null default '' check (length(note) <= 2000),
    decided_by uuid,
    decided_at timestamptz not null default app_now()
);
create index screening_decision_candidate on screening_decision (candidate, decided_at);

create table interview (
    id uuid primary key default gen_random_uuid(),
    candidate uuid not null references candidate (id) on delete restrict,
    person uuid not null,
    interviewer uuid,
    conducted_by text not null default 'expert' check (conducted_by in ('expert', 'sender')),
    held_on date not null,
    outcome text not null check (outcome in ('recommended', 'not_recommended')),
    note text not null default '' check (length(note) <= 4000),
    recorded_at timestamptz not null default app_now()
);
create index interview_candidate on interview (candidate, held_on);

-- Counts up whenever matching would see another pool.
create table pool_generation (
    id integer primary key default 1 check (id = 1),
    generation bigint not null default 1
);
insert into pool_generation default values;
grant select, update on pool_generation to app_web, app_worker;

-- A municipality reads a profile only of somebody who has consented for it. The consent table
-- belongs to identity; asked through a function of the owner so that no policy asks another.
create function consented_for(of_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
    select exists (
        select 1 from consent
        where person = of_person and purpose in ('referral', 'assignment')
          and municipality = app_tenant()
          and withdrawn_at is null
    )
$$;

-- The sub-selects are asked once a statement instead of once a row: ten thousand rows are read here.
do $$
declare
    name text;
begin
    foreach name in array array['candidate', 'career', 'claim', 'held_qualification',
                                'screening_decision', 'interview'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($p$create policy %I on %I using (
            (select app_is('coordinator', 'system')))$p$, name || '_staff', name);
    end loop;
    foreach name in array array['candidate', 'career', 'claim', 'held_qualification'] loop
        execute format($p$create policy %I on %I using (
            person = (select app_person()))$p$, name || '_own', name);
        execute format($p$create policy %I on %I for select using (
            (select app_is('expert', 'planner'))
            or ((select app_is('officer', 'municipal_manager')) and consented_for(person)))$p$,
            name || '_read', name);
    end loop;
end $$;
-- Experts interview; what coordinators noted while screening stays with them.
create policy interview_read on interview for select using (app_is('expert'));
create policy interview_record on interview for insert with check (
    app_is('expert') and interviewer = app_actor() and person is distinct from app_person());
grant select, insert, update on candidate, career, claim, held_qualification
    to app_web, app_worker;
grant delete on career, claim, held_qualification to app_web, app_worker;
grant select, insert on screening_decision, interview to app_web;
grant select on screening_decision, interview to app_worker;
