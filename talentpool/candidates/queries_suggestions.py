"""What a registration seems to say between its lines."""

from talentpool.candidates.schemas import CandidateRecord
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import Suggested


async def suggested_skills(record: CandidateRecord) -> list[Suggested]:
    """Skills that the career entries speak of and nobody has claimed yet."""
    texts = {str(n): f"{entry.role}\n{entry.description}" for n, entry in enumerate(record.career)}
    resolver = (await taxonomy.lexicon()).resolver
    claimed = {resolver.skill(skill.label).code for skill in record.skills}
    return [
        found
        for found in await taxonomy.suggest(texts)
        if found.kind == "skill" and found.code not in claimed
    ]
