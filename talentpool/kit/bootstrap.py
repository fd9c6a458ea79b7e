"""The roles of the database, made by its administrator: who owns, who may do what, who may not.

The owner changes tables and does nothing else; web and worker own nothing, so that row-level
security binds them. What each may do with a table is granted where the table is made, in a
migration: a forgotten grant fails at once, a forgotten refusal would never be noticed.
"""

import secrets
from collections.abc import Iterable, Mapping
from enum import StrEnum
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

DATABASE = "talentpool"
EXTENSIONS = ("pg_trgm", "btree_gist")


class DatabaseRole(StrEnum):
    """The roles of PostgreSQL, by what logs in with them."""

    OWNER = "app_owner"
    WEB = "app_web"
    WORKER = "app_worker"
    AUDIT = "app_audit_ro"
    BACKUP = "app_backup"


# The backup must see every row: under forced row-level security a dump would be empty, exit code 0.
_ATTRIBUTES = {
    role: "login nosuperuser nocreatedb nocreaterole noreplication "
    + ("bypassrls" if role is DatabaseRole.BACKUP else "nobypassrls")
    for role in DatabaseRole
}
_GRANTS = (
    "revoke all on database {database} from public",
    "grant connect, temporary on database {database} to app_web, app_worker",
    "grant connect on database {database} to app_audit_ro, app_backup",
)
_GRANTS_INSIDE = (
    "alter schema public owner to app_owner",
    "revoke all on schema public from public",
    "grant usage on schema public to app_web, app_worker, app_audit_ro, app_backup",
    "alter default privileges for role app_owner in schema public"
    " grant select on tables to app_backup",
    "alter default privileges for role app_owner in schema public"
    " grant select on sequences to app_backup",
)
_LOCK = "select pg_advisory_lock(hashtext('talentpool-bootstrap'))"
_STRENGTHS = """
    select rolsuper as "is a superuser",
           rolbypassrls as "bypasses row-level security",
           exists (select from pg_class
                   where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
                     and pg_has_role(current_user, relowner, 'usage')) as "owns tables"
    from pg_roles where rolname = current_user
"""


class StrongRole(Exception):
    """The service was given a role that may do more than the service should."""


async def bootstrap_database(
    admin_dsn: str, *, database: str = DATABASE, passwords: Mapping[str, str] | None = None
) -> None:
    """Make *database*, the roles, extensions and grants; done again, it changes nothing.

    *passwords* (role to password) are set where given: over a socket the kernel vouches instead.
    """
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(_LOCK)  # until the connection ends
        await _make_roles(connection, passwords or {})
        if not await connection.fetchval("select 1 from pg_database where datname = $1", database):
            await _execute(connection, "create database %I owner app_owner", database)
        for statement in _GRANTS:
            await _execute(connection, statement.replace("{database}", "%I"), database)
        await _bootstrap_inside(_with_database(admin_dsn, database))
    finally:
        await connection.close()


async def _make_roles(connection: asyncpg.Connection, passwords: Mapping[str, str]) -> None:
    rows = await connection.fetch("select rolname from pg_roles")
    there = {row["rolname"] for row in rows}
    for role, attributes in _ATTRIBUTES.items():
        verb = "alter" if role in there else "create"
        await connection.execute(f"{verb} role {role} {attributes}")
        if role in passwords:
            await _execute(connection, "alter role %I password %L", role, passwords[role])


async def _bootstrap_inside(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for extension in EXTENSIONS:
            await connection.execute(f"create extension if not exists {extension}")
        for statement in _GRANTS_INSIDE:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _execute(connection: asyncpg.Connection, template: str, *values: str) -> None:
    """Run a statement that takes no parameters; the server itself quotes names and literals."""
    places = ", ".join(f"${number}::text" for number in range(2, len(values) + 2))
    await connection.execute(
        await connection.fetchval(f"select format($1::text, {places})", template, *values)
    )


def passwords_of(urls: Iterable[str]) -> dict[str, str]:
    """The passwords of the roles, as the URLs of the service have them."""
    parts = map(urlsplit, urls)
    return {
        unquote(part.username): unquote(part.password)
        for part in parts
        if part.username and part.password
    }


async def refuse_strong_role(dsn: str) -> None:
    """Let the service start only with a role that row-level security binds and a password guards.

    Raises:
        StrongRole: it is a superuser's, passes row-level security, owns tables, or gets in over
            TCP with any password.
    """
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        row = await connection.fetchrow(_STRENGTHS)
        role = await connection.fetchval("select current_user")
    finally:
        await connection.close()
    strengths = [name for name, holds in row.items() if holds]
    if strengths:
        raise StrongRole(f"the database role {role} {' and '.join(strengths)}")
    if _goes_over_tcp(dsn) and await _is_let_in(dsn, secrets.token_urlsafe(24)):
        raise StrongRole(f"the database lets {role} in over TCP with any password")


async def _is_let_in(dsn: str, password: str) -> bool:
    try:
        connection = await asyncpg.connect(dsn, password=password, timeout=10)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    await connection.close()
    return True


def _goes_over_tcp(dsn: str) -> bool:
    parts = urlsplit(dsn)
    return bool(parts.hostname) or "host=/" not in unquote(parts.query)


def _with_database(dsn: str, database: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))
