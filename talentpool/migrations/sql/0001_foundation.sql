-- Who is acting, as the scope has told it (talentpool/kit/scope.py). Empty means: nobody.
create function app_role() returns text language sql stable as
    $$ select coalesce(nullif(current_setting('app.role', true), ''), 'anonymous') $$;
create function app_actor() returns uuid language sql stable as
    $$ select nullif(current_setting('app.actor', true), '')::uuid $$;
create function app_tenant() returns text language sql stable as
    $$ select nullif(current_setting('app.tenant', true), '') $$;
create function app_section() returns uuid language sql stable as
    $$ select nullif(current_setting('app.section', true), '')::uuid $$;
create function app_person() returns uuid language sql stable as
    $$ select nullif(current_setting('app.person', true), '')::uuid $$;
create function app_purpose() returns text language sql stable as
    $$ select nullif(current_setting('app.purpose', true), '') $$;
create function app_is(variadic roles text[]) returns boolean language sql stable as
    $$ select app_role() = any (roles) $$;
create function app_now() returns timestamptz language sql stable as
    $$ select now() + coalesce(nullif(current_setting('app.clock_offset', true), ''), '0')::interval $$;

-- What was done. Append-only: nobody has INSERT, UPDATE or DELETE, only the function below.
create table audit_event (
    seq bigint primary key,
    at timestamptz not null,
    actor uuid,
    role text not null,
    action text not null,
    subject text not null,
    subject_id text not null,
    municipality text,
    candidate uuid,
    before text,
    after text,
    detail jsonb not null default '{}',
    request_id text not null default '',
    prev bytea not null,
    hash bytea not null
);
create index audit_event_subject on audit_event (subject_id, seq);
create index audit_event_municipality on audit_event (municipality, seq);
create index audit_event_candidate on audit_event (candidate, seq);
alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy audit_event_read on audit_event for select using (
    app_is('coordinator', 'planner', 'expert', 'auditor', 'system')
    or municipality = app_tenant()
    or candidate = app_person()
);
-- Appending goes through a function of the owner, and the owner is bound by row-level security too.
create policy audit_event_append on audit_event for insert to app_owner with check (true);
create policy audit_event_chain on audit_event for select to app_owner using (true);
grant select on audit_event to app_web, app_worker, app_audit_ro;

create function audit_body(event audit_event) returns bytea language sql immutable as $$
    select convert_to(jsonb_build_array(
        event.seq, extract(epoch from event.at)::text, event.actor, event.role, event.action, event.subject,
        event.subject_id, event.municipality, event.candidate, event.before, event.after,
        event.detail, event.request_id
    )::text, 'UTF8')
$$;

-- The chain's lock is held until COMMIT, so this is the last statement of a transaction.
create function audit_append(events jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    event audit_event;
    item jsonb;
    last_seq bigint;
    last_hash bytea;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit_event', 0));
    select seq, hash into last_seq, last_hash from audit_event order by seq desc limit 1;
    event.prev := coalesce(last_hash, '\x00'::bytea);
    event.seq := coalesce(last_seq, 0);
    for item in select * from jsonb_array_elements(events) loop
        event.seq := event.seq + 1;
        event.at := app_now();
        event.actor := app_actor();
        event.role := item ->> 'role';
        event.action := item ->> 'action';
        event.subject := item ->> 'subject';
        event.subject_id := item ->> 'subject_id';
        event.municipality := item ->> 'municipality';
        event.candidate := (item ->> 'candidate')::uuid;
        event.before := item ->> 'before';
        event.after := item ->> 'after';
        event.detail := coalesce(item -> 'detail', '{}');
        event.request_id := coalesce(current_setting('app.request_id', true), '');
        event.hash := sha256(event.prev || audit_body(event));
        insert into audit_event select event.*;
        event.prev := event.hash;
    end loop;
end $$;
revoke all on function audit_append(jsonb) from public;
grant execute on function audit_append(jsonb) to app_web, app_worker;

-- What is still to be done elsewhere: mail, matching, digests. The truth behind the bell.
create table outbox (
    id bigint generated always as identity primary key,
    job text not null,
    args jsonb not null default '{}',
    key text unique,
    request_id text not null default '',
    created_at timestamptz not null default app_now(),
    due_at timestamptz not null default app_now(),
    lease_until timestamptz,
    fence integer not null default 0,
    tries integer not null default 0,
    last_error text,
    done_at timestamptz,
    dead_at timestamptz
);
create index outbox_due on outbox (due_at) where done_at is null and dead_at is null;
grant select, insert, update, delete on outbox to app_web, app_worker;

-- Forms that have been acted on: the same form sent twice has one effect.
create table receipt (
    key uuid primary key,
    account uuid,
    at timestamptz not null default app_now(),
    result text
);
alter table receipt enable row level security;
alter table receipt force row level security;
create policy receipt_own on receipt using (account is not distinct from app_actor())
    with check (account is not distinct from app_actor());
grant select, insert, update on receipt to app_web, app_worker;
