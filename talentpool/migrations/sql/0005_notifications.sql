-- One row a thing to be told: the line in the inbox and the mail, which go out together.
create table notice (
    id uuid primary key default gen_random_uuid(),
    key text unique,
    kind text not null,
    account uuid references account (id) on delete restrict,
    person uuid references person (id) on delete restrict,
    invitation uuid references invitation (id) on delete restrict,
    subject text not null,
    subject_id text not null,
    path text not null default '',
    facts jsonb not null default '{}',
    created_at timestamptz not null default app_now(),
    due_at timestamptz not null default app_now(),
    read_at timestamptz,
    mail_state text not null default 'pending'
        check (mail_state in ('pending', 'sending', 'sent', 'refused', 'off', 'cancelled')),
    mailed_at timestamptz,
    constraint notice_recipient check (num_nonnulls(account, person, invitation) >= 1)
);
create index notice_account on notice (account, due_at) where account is not null;
create index notice_person on notice (person, due_at) where person is not null;
create index notice_invitation on notice (invitation) where invitation is not null;
alter table notice enable row level security;
alter table notice force row level security;
create policy notice_own on notice for select using (
    account = app_actor() or person = app_person() or app_is('system')
);
create policy notice_read on notice for update using (
    account = app_actor() or person = app_person() or app_is('system')
);
create policy notice_put on notice for insert with check (app_is('system'));
create policy notice_look_up on notice for select to app_owner using (true);
grant select, insert, update on notice to app_web, app_worker;

-- The worker may not read identities. It gets one address, while that mail is being sent.
create function notice_address(wanted uuid) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
    select coalesce(nullif(i.email, ''), nullif(p.email, ''), nullif(q.email, ''), a.email)
    from notice n
    left join invitation i on i.id = n.invitation
    left join person p on p.id = n.person
    left join account a on a.id = n.account
    left join person q on q.id = a.person and a.role = 'candidate'
    where n.id = wanted and n.mail_state = 'sending'
$$;
revoke all on function notice_address(uuid) from public;
grant execute on function notice_address(uuid) to app_worker, app_web;

create table mail_setting (
    account uuid primary key references account (id) on delete restrict,
    wants_notices boolean not null default true,
    wants_digest boolean not null default true
);
alter table mail_setting enable row level security;
alter table mail_setting force row level security;
create policy mail_setting_own on mail_setting using (account = app_actor() or app_is('system'));
grant select, insert, update on mail_setting to app_web;
grant select on mail_setting to app_worker;

-- What was said on the telephone, by mail, in a meeting: one line each. Staff only.
create table memo (
    id uuid primary key default gen_random_uuid(),
    subject text not null check (subject in ('need', 'candidate')),
    subject_id uuid not null,
    medium text not null check (medium in ('phone', 'mail', 'meeting')),
    line text not null check (char_length(line) between 1 and 200),
    account uuid not null references account (id) on delete restrict,
    at timestamptz not null default app_now()
);
create index memo_subject on memo (subject_id, at);
create index memo_account on memo (account);
alter table memo enable row level security;
alter table memo force row level security;
create policy memo_staff on memo for select using (
    app_is('coordinator', 'expert', 'planner', 'system')
);
create policy memo_add on memo for insert with check (
    app_is('coordinator', 'expert', 'planner') and account = app_actor()
);
grant select, insert on memo to app_web;
grant select on memo to app_worker;
