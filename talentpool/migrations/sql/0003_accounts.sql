-- Who signs in, and for whom they act. A candidate's name and address are not here (0004_identity).
create table section (
    id uuid primary key default gen_random_uuid(),
    municipality text not null references municipality (code) on delete restrict,
    name text not null check (char_length(name) between 1 and 60),
    created_at timestamptz not null default app_now(),
    constraint section_name_once unique (municipality, name),
    constraint section_of_municipality unique (id, municipality)
);
alter table section enable row level security;
alter table section force row level security;
create policy section_read on section for select using (
    municipality = app_tenant()
    or app_is('coordinator', 'expert', 'planner', 'administrator', 'auditor', 'system')
);
create policy section_write on section for insert with check (
    (app_is('municipal_manager') and municipality = app_tenant())
    or app_is('administrator', 'system')
);
grant select, insert on section to app_web;
grant select on section to app_worker;

create table account (
    id uuid primary key default gen_random_uuid(),
    state text not null default 'invited'
        check (state in ('invited', 'active', 'suspended', 'closed')),
    version integer not null default 1,
    role text not null check (role in (
        'candidate', 'officer', 'municipal_manager', 'coordinator', 'expert', 'planner',
        'administrator', 'auditor'
    )),
    login_name text unique check (login_name ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
    display_name text not null default '',
    email text,
    municipality text references municipality (code) on delete restrict,
    section uuid,
    person uuid unique,
    is_demonstration boolean not null default false,
    created_at timestamptz not null default app_now(),
    changed_at timestamptz not null default app_now(),
    constraint account_section foreign key (section, municipality)
        references section (id, municipality) on delete restrict,
    constraint account_municipal check (
        (role in ('officer', 'municipal_manager')) = (municipality is not null)
        and (municipality is null) = (section is null)
    ),
    -- A candidate is known here by an id alone; everybody else has a business address.
    constraint account_address check (
        case when role = 'candidate' then person is not null and email is null and display_name = ''
        else email is not null end
    ),
    constraint account_signs_in check (state <> 'active' or login_name is not null)
);
create index account_section_idx on account (section);
create index account_municipality on account (municipality);
alter table account enable row level security;
alter table account force row level security;
create policy account_read on account for select using (
    id = app_actor()
    or municipality = app_tenant()
    or (role <> 'candidate' and app_is('coordinator', 'expert', 'planner', 'auditor'))
    or app_is('administrator', 'system')
);
create policy account_add on account for insert with check (
    (app_is('municipal_manager') and municipality = app_tenant())
    or app_is('administrator', 'system')
);
create policy account_change on account for update using (
    (app_is('municipal_manager') and municipality = app_tenant())
    or app_is('administrator', 'system')
);
create policy account_look_up on account for select to app_owner using (true);
grant select, insert, update on account to app_web;
grant select on account to app_worker;

-- What proves who somebody is. Only verbs of this slice look here, in the service's own name.
create table credential (
    account uuid primary key references account (id) on delete restrict,
    password_hash text not null,
    password_changed_at timestamptz not null default app_now(),
    totp_seed uuid,
    totp_confirmed_at timestamptz,
    totp_step bigint not null default 0
);
alter table credential enable row level security;
alter table credential force row level security;
create policy credential_service on credential using (app_is('system'));
grant select, insert, update, delete on credential to app_web;

create table one_time_code (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict,
    code_hash bytea not null unique,
    created_at timestamptz not null default app_now(),
    used_at timestamptz
);
create index one_time_code_account on one_time_code (account);
alter table one_time_code enable row level security;
alter table one_time_code force row level security;
create policy one_time_code_service on one_time_code using (app_is('system'));
grant select, insert, update, delete on one_time_code to app_web;

create table session (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict,
    token_hash bytea not null unique,
    stage text not null check (stage in ('enrolment', 'second_factor', 'full')),
    idle_minutes integer not null check (idle_minutes > 0),
    created_at timestamptz not null default app_now(),
    last_seen_at timestamptz not null default app_now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    browser text not null default ''
);
create index session_account on session (account) where ended_at is null;
alter table session enable row level security;
alter table session force row level security;
create policy session_own on session for select using (account = app_actor() or app_is('system'));
create policy session_end on session for update using (account = app_actor() or app_is('system'));
create policy session_begin on session for insert with check (app_is('system'));
create policy session_look_up on session for select to app_owner using (true);
create policy session_seen on session for update to app_owner using (true);
create policy session_forget on session for delete using (app_is('system'));
grant select, insert, update on session to app_web;
grant select (expires_at), delete on session to app_worker;

-- A mailed link is the signed id of its row, so neither this table nor a backup of it opens a door.
create table invitation (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('sign_up', 'candidate', 'member', 'reset')),
    account uuid references account (id) on delete restrict,
    person uuid,
    email text not null default '',
    tier text check (tier in ('special', 'practical')),
    introduction text not null default '',
    invited_by uuid references account (id) on delete restrict,
    created_at timestamptz not null default app_now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint invitation_member check (kind <> 'member' or account is not null)
);
create index invitation_account on invitation (account);
create index invitation_invited_by on invitation (invited_by);
create index invitation_person on invitation (person);
alter table invitation enable row level security;
alter table invitation force row level security;
create policy invitation_read on invitation for select using (
    invited_by = app_actor() or account = app_actor() or app_is('system')
);
create policy invitation_service on invitation for insert with check (app_is('system'));
create policy invitation_used on invitation for update using (app_is('system'));
create policy invitation_look_up on invitation for select to app_owner using (true);
grant select, insert, update on invitation to app_web, app_worker;

create table api_token (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict,
    name text not null check (char_length(name) between 1 and 60),
    token_hash bytea not null unique,
    created_at timestamptz not null default app_now(),
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index api_token_account on api_token (account);
alter table api_token enable row level security;
alter table api_token force row level security;
create policy api_token_own on api_token using (account = app_actor());
create policy api_token_service on api_token using (app_is('system'));
create policy api_token_look_up on api_token for select to app_owner using (true);
create policy api_token_seen on api_token for update to app_owner using (true);
grant select, insert, update on api_token to app_web;

-- Keys are hashes of names and addresses. Here and not in Valkey, so that its loss opens nothing.
create table throttle (
    key bytea primary key,
    tries integer not null,
    since timestamptz not null,
    blocks integer not null default 0,
    blocked_until timestamptz,
    forget_at timestamptz not null default app_now()
);
grant select, insert, update, delete on throttle to app_web;
grant select (forget_at), delete on throttle to app_worker;

-- Before anybody is known nobody may read sessions: these two look for exactly one secret's hash.
create function session_find(wanted bytea)
returns table (
    session uuid, stage text, account uuid, role text, municipality text, section uuid,
    person uuid, display_name text
)
language sql volatile security definer set search_path = pg_catalog, public as $$
    with live as (
        select s.id, s.stage, s.last_seen_at, a.id as account, a.role, a.municipality, a.section,
               a.person, coalesce(nullif(a.display_name, ''), a.login_name, '') as display_name
        from session s join account a on a.id = s.account
        where s.token_hash = wanted
          and s.ended_at is null
          and s.expires_at > app_now()
          and s.last_seen_at + make_interval(mins => s.idle_minutes) > app_now()
          and a.state = case s.stage when 'enrolment' then 'invited' else 'active' end
    ), seen as (
        update session set last_seen_at = app_now() from live
        where session.id = live.id and live.last_seen_at < app_now() - interval '1 minute'
    )
    select id, stage, account, role, municipality, section, person, display_name from live
$$;
create function api_token_find(wanted bytea)
returns table (
    account uuid, role text, municipality text, section uuid, person uuid, display_name text
)
language sql volatile security definer set search_path = pg_catalog, public as $$
    with live as (
        select t.id, t.last_used_at, a.id as account, a.role, a.municipality, a.section, a.person,
               a.display_name
        from api_token t join account a on a.id = t.account
        where t.token_hash = wanted
          and t.revoked_at is null
          and t.expires_at > app_now()
          and a.state = 'active'
    ), seen as (
        update api_token set last_used_at = app_now() from live
        where api_token.id = live.id
          and coalesce(live.last_used_at, '-infinity') < app_now() - interval '1 minute'
    )
    select account, role, municipality, section, person, display_name from live
$$;
revoke all on function session_find(bytea), api_token_find(bytea) from public;
grant execute on function session_find(bytea), api_token_find(bytea) to app_web;
