"""Uploaded files of the actor."""

from uuid import UUID

import msgspec

from talentpool.files.schemas import Kind, Problem, Result, UploadOut
from talentpool.files.tables import Upload
from talentpool.kit.errors import NotFound


async def get(upload_id: UUID) -> Upload:
    """One file.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = await Upload.objects().where(Upload.id == upload_id).first()
    if found is None:
        raise NotFound(f"upload {upload_id}")
    return found


async def shown(upload_id: UUID) -> UploadOut:
    """One file as its page shows it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    upload = await get(upload_id)
    return UploadOut(
        id=upload.id,
        kind=Kind(upload.kind),
        state=upload.state,
        filename=upload.filename,
        row_count=upload.row_count,
        problems=msgspec.convert(upload.problems, list[Problem]),
        result=msgspec.convert(upload.result, Result) if upload.result else None,
    )
