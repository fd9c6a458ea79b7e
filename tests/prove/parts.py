"""All proofs by name, in the order of the table."""

from collections.abc import Awaitable, Callable

from talentpool.kit.servers import ServerUrls
from tests.prove import (
    canaries,
    cuts,
    faults,
    fields,
    hostile,
    inputs,
    lifecycle,
    names,
    races,
    sabotage,
    swap,
    tampering,
    tenancy,
    walk,
)
from tests.prove.figures import Figure, Plan

PARTS: dict[str, Callable[[ServerUrls, Plan], Awaitable[Figure]]] = {
    "walk": walk.run,
    "tenancy": tenancy.run,
    "fields": fields.run,
    "names": names.run,
    "swap": swap.run,
    "cuts": cuts.run,
    "races": races.run,
    "lifecycle": lifecycle.run,
    "tampering": tampering.run,
    "hostile": hostile.run,
    "inputs": inputs.run,
    "faults": faults.run,
    "sabotage": sabotage.run,
    "canaries": canaries.run,
}
