"""Registrations as files carry them: the other direction of `service_import`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from talentpool.candidates import queries, records
from talentpool.candidates.records_reading import record_of
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import Candidate
from talentpool.identity.schemas import Identity
from talentpool.programmes import queries as programmes

Row = dict[str, Any]
_BATCH = 1000
_LEFT_OUT = (CandidateState.DRAFT, CandidateState.WITHDRAWN)


async def ids() -> list[tuple[UUID, UUID]]:
    """Everybody who has sent a registration: its id and the person's, in the order of their keys.

    So an export that is imported elsewhere comes out in the same order there.
    """
    rows = await Candidate.select(
        Candidate.id, Candidate.person, Candidate.ref, Candidate.handle
    ).where(Candidate.state.not_in([str(state) for state in _LEFT_OUT]))
    ordered = sorted(rows, key=lambda row: row["ref"] or row["handle"])
    return [(row["id"], row["person"]) for row in ordered]


async def iterate(
    identities: Mapping[UUID, Identity] | None = None,
) -> AsyncIterator[CandidateRecord]:
    """All sent registrations; names only of those whose identity was revealed, by person."""
    found = [candidate for candidate, _ in await ids()]
    for start in range(0, len(found), _BATCH):
        for record in await of(found[start : start + _BATCH], identities):
            yield record


async def of(
    candidate_ids: Sequence[UUID], identities: Mapping[UUID, Identity] | None = None
) -> list[CandidateRecord]:
    """These registrations in this order, losslessly: four statements."""
    spellings = {p.key: p.interchange_name for p in await programmes.all_programmes()}
    return [
        _outward(record, row["handle"], (identities or {}).get(row["person"]), spellings)
        for row, record in await stored(candidate_ids)
    ]


async def stored(candidate_ids: Sequence[UUID]) -> list[tuple[Row, CandidateRecord]]:
    """The rows of these registrations and the records they make, as kept within."""
    if not candidate_ids:
        return []
    rows = await Candidate.select().where(Candidate.id.is_in(list(candidate_ids)))
    by_id = {row["id"]: row for row in rows}
    parts = await queries.parts_of(candidate_ids)
    return [
        (
            by_id[one],
            record_of(by_id[one], parts.careers[one], parts.claims[one], parts.qualifications[one]),
        )
        for one in candidate_ids
        if one in by_id
    ]


def _outward(
    record: CandidateRecord,
    handle: str,
    identity: Identity | None,
    spellings: Mapping[str, str],
) -> CandidateRecord:
    """*record* with the key it has outside, the spelling of files, and its identity if shown."""
    known = {} if identity is None else _identity_fields(identity)
    spelt = records.with_programmes(record, spellings)
    return msgspec.structs.replace(spelt, ref=record.ref or handle, **known)


def _identity_fields(identity: Identity) -> dict[str, object]:
    return {
        "name": identity.name or None,
        "name_kana": identity.kana or None,
        "birth_date": identity.birth_on,
        "email": identity.email or None,
        "phone": identity.phone or None,
    }
