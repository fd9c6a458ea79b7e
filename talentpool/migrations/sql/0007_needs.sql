-- What public bodies ask for, in their own words, and what matching reads of it.
create sequence need_number start 2001;
grant usage on sequence need_number to app_web, app_worker;

create table need (
    id uuid primary key default gen_random_uuid(),
    number text not null unique default 'R-' || nextval('need_number'),
    ref text check (length(ref) between 1 and 200),
    municipality text not null references municipality (code) on delete restrict,
    requester_name text not null default '' check (length(requester_name) <= 200),
    section uuid,
    section_name text not null default '' check (length(section_name) <= 200),
    programme text not null,
    state text not null default 'draft' check (state in (
        'draft', 'clarifying', 'submitted', 'returned', 'open', 'proposing', 'selecting',
        'arranged', 'in_progress', 'completed', 'declined', 'cancelled', 'withdrawn', 'unfilled')),
    version integer not null default 1,
    revision integer not null default 1,

    title text not null default '' check (length(title) <= 200),
    current_issue text not null default '' check (length(current_issue) <= 10000),
    desired_outcome text not null default '' check (length(desired_outcome) <= 10000),
    as_is text not null default '' check (length(as_is) <= 10000),
    to_be text not null default '' check (length(to_be) <= 10000),
    answers jsonb not null default '{}',
    contact text not null default '' check (length(contact) <= 500),
    category text,
    menus text[] not null default '{}',
    businesses text[] not null default '{}',
    step text,
    tools text[] not null default '{}',
    roles jsonb not null default '[]',
    network_model text,

    public_experience boolean not null default false,
    from_month date,
    to_month date,
    weekly_minutes integer check (weekly_minutes between 1 and 10080),
    slots integer not null default 0 check (slots between 0 and 2097151),
    location_code text,
    remote text check (remote in ('full', 'hybrid', 'onsite')),
    onsite_days_per_month integer check (onsite_days_per_month between 0 and 31),
    headcount integer not null default 1 check (headcount between 1 and 99),
    vendor_conflicts text[] not null default '{}',
    require_all_skills boolean not null default false,

    appointment_type text,
    orders_given_by text not null default '' check (length(orders_given_by) <= 200),
    budget_status text check (budget_status in ('secured', 'requested', 'open')),
    budget_amount bigint check (budget_amount >= 0),
    procurement_involved boolean,
    legal_deadline text check (legal_deadline ~ '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$'),
    deliverables text[] not null default '{}',
    kpis jsonb not null default '[]',

    done_steps text[] not null default '{}',
    converted_from text,
    copied_from uuid references need (id) on delete restrict,
    state_reason text,
    state_note text not null default '' check (length(state_note) <= 2000),
    approval_since date,
    approval_expected_on date,
    officer uuid,
    assignee uuid,
    next_step text not null default '' check (length(next_step) <= 500),
    next_step_due_on date,
    promised_reply_on date,
    submitted_at timestamptz,
    opened_at timestamptz,
    created_at timestamptz not null default app_now(),
    changed_at timestamptz not null default app_now(),
    check (to_month is null or from_month is null or from_month <= to_month),
    constraint need_ref_once unique (municipality, ref),
    constraint need_section foreign key (section, municipality)
        references section (id, municipality) on delete restrict
);
create index need_section_idx on need (section);
create index need_municipality on need (municipality, state);
create index need_state on need (state, next_step_due_on);
create index need_officer on need (officer);
create index need_assignee on need (assignee);
create index need_copied_from on need (copied_from);

-- Skills and qualifications asked for: as written, and as resolved.
create table need_skill (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    municipality text not null,
    position integer not null,
    kind text not null check (kind in ('required', 'preferred', 'qualification')),
    label text not null check (length(label) between 1 and 200),
    code text,
    level integer check (level between 1 and 5)
);
create index need_skill_need on need_skill (need, position);

-- Working conditions of a placement. A change adds a revision; what was shown once stays.
create table terms (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    municipality text not null,
    revision integer not null,
    fields jsonb not null,
    stated_by uuid,
    stated_at timestamptz not null default app_now(),
    unique (need, revision)
);

-- The face of a placement need towards registrants: never the internal trouble.
create table opening (
    need uuid primary key references need (id) on delete restrict,
    municipality text not null,
    programme text not null,
    appointment_type text,
    public_title text not null default '' check (length(public_title) <= 200),
    public_text text not null default '' check (length(public_text) <= 10000),
    from_month date,
    to_month date,
    weekly_minutes integer,
    slots integer not null default 0,
    location_code text,
    remote text,
    headcount integer not null default 1,
    is_open boolean not null default false,
    opened_at timestamptz,
    closed_at timestamptz
);
create index opening_is_open on opening (is_open);

create table question (
    id uuid primary key default gen_random_uuid(),
    need uuid not null references need (id) on delete restrict,
    municipality text not null,
    text text not null check (length(text) between 1 and 2000),
    asked_by uuid,
    asked_at timestamptz not null default app_now(),
    answer text not null default '' check (length(answer) <= 4000),
    answered_by uuid,
    answered_at timestamptz
);
create index question_need on question (need, asked_at);

do $$
declare
    name text;
begin
    foreach name in array array['need', 'need_skill', 'terms', 'opening', 'question'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($p$create policy %I on %I using (
            app_is('coordinator', 'system')
            or (app_is('officer', 'municipal_manager') and municipality = app_tenant()))$p$,
            name || '_own', name);
        execute format($p$create policy %I on %I for select using (
            app_is('planner', 'expert'))$p$, name || '_read', name);
    end loop;
end $$;
-- A planner moves a need along when the plan is agreed, and writes nothing else of it.
create policy need_by_planner on need for update using (app_is('planner'));
-- Registrants read the face of a need that has been open, and the conditions that go with it.
create policy opening_public on opening for select using (
    app_is('candidate') and opened_at is not null);
create policy terms_public on terms for select using (
    app_is('candidate') and exists (
        select 1 from opening where opening.need = terms.need and opened_at is not null));

grant select, insert, update on need, opening, question to app_web, app_worker;
grant select, insert, delete on need_skill to app_web, app_worker;
grant select, insert on terms to app_web, app_worker;
