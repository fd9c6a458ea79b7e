"""Audit: whatever is done to the trail behind its back is found, its cut tail too."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

from talentpool.actor import system
from talentpool.audit import service as audit
from talentpool.audit import verification
from talentpool.kit.scope import scope
from talentpool.kit.servers import ServerUrls
from tests.prove.figures import Figure, Plan
from tests.prove.place import pool

EVENTS = 200
_COPY = "create temp table kept as table audit_event"
_BACK = "truncate audit_event; insert into audit_event select * from kept"


@dataclass(frozen=True, slots=True)
class Tampering:
    """One way to lie about the past."""

    name: str
    do: Callable[[random.Random, int], str]


def _at(statement: str) -> Callable[[random.Random, int], str]:
    """A statement about one event; `{seq}` is any of them."""
    return lambda chance, last: statement.format(seq=chance.randint(1, last))


def _ends(statement: str, *, is_tail: bool) -> Callable[[random.Random, int], str]:
    """A statement that cuts one to five events off an end."""

    def cut(chance: random.Random, last: int) -> str:
        few = chance.randint(1, 5)
        return statement.format(seq=last - few if is_tail else few)

    return cut


_INSERT = """
insert into audit_event select {seq}, at, actor, role, 'forged', subject, subject_id,
    municipality, candidate, before, after, detail, request_id, prev, hash
from audit_event order by seq desc limit 1
"""
_DETAIL = """
update audit_event set detail = jsonb_build_object('forged', true) where seq = {seq}
"""
_REHASH = """
update audit_event set action = 'forged' where seq = {seq};
update audit_event e set hash = sha256(prev || audit_body(e)) where seq = {seq}
"""
_RECHAIN = """
do $$
declare event audit_event; last bytea;
begin
    update audit_event set action = 'forged' where seq = {seq};
    select coalesce((select hash from audit_event where seq = {seq} - 1), '\\x00') into last;
    for event in select * from audit_event where seq >= {seq} order by seq loop
        event.prev := last;
        last := sha256(event.prev || audit_body(event));
        update audit_event set prev = event.prev, hash = last where seq = event.seq;
    end loop;
end $$
"""

WAYS = (
    Tampering("edit", _at("update audit_event set action = 'x' where seq = {seq}")),
    Tampering("delete", _at("delete from audit_event where seq = {seq}")),
    Tampering("backdate", _at("update audit_event set at = at - interval '1 d' where seq = {seq}")),
    Tampering("change who", _at("update audit_event set role = 'auditor' where seq = {seq}")),
    Tampering("change detail", _at(_DETAIL)),
    Tampering("cut the tail", _ends("delete from audit_event where seq > {seq}", is_tail=True)),
    Tampering("cut the head", _ends("delete from audit_event where seq <= {seq}", is_tail=False)),
    Tampering("insert", lambda _, last: _INSERT.format(seq=last + 1)),
    Tampering("edit and hash anew", _at(_REHASH)),
    Tampering("chain anew from there", _at(_RECHAIN)),
)


async def run(urls: ServerUrls, plan: Plan, whole: int = 1_000) -> Figure:
    """Tamper as the owner of the database could, verify as the auditor does."""
    figure = Figure("tampering", "tampering with the trail is found", "tamperings")
    chance = plan.chance("tampering")
    async with pool(urls):
        await _live()
    owner = await asyncpg.connect(urls.owner)
    try:
        last, checkpoint = EVENTS, await verification.checkpoint(urls.audit)
        await owner.execute("alter table audit_event no force row level security")
        await owner.execute(_COPY)
        assert (await verification.verify(urls.audit, checkpoint)).is_sound, "before anything"
        for _ in range(plan.count(whole)):
            way = chance.choice(WAYS)
            await owner.execute(way.do(chance, last))
            found = await verification.verify(urls.audit, checkpoint)
            figure.tried += 1
            if found.is_sound:
                figure.bad.append(way.name)
            await owner.execute(_BACK)
    finally:
        await owner.execute("alter table audit_event force row level security")
        await owner.close()
    return figure


async def _live() -> None:
    for number in range(0, EVENTS, 10):
        async with scope(system()):
            for step in range(10):
                audit.note(system(), "need.open", subject_id=str(number + step), step=step)
