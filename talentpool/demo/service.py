"""「はじめに戻す」, for whoever tries the demonstration."""

from datetime import UTC, datetime
from pathlib import Path

from talentpool.actor import Actor
from talentpool.demo import snapshot
from talentpool.kit.mail import FOLDER
from talentpool.kit.scope import current, verb
from talentpool.kit.settings import Settings


async def reset(actor: Actor, settings: Settings) -> None:
    """Make everything as it was when the demonstration was loaded; everybody is signed out."""
    loaded_at = await _restore(actor)
    for mail in _younger(settings.data_dir / FOLDER, loaded_at):
        mail.unlink(missing_ok=True)


@verb
async def _restore(actor: Actor) -> datetime:
    return await snapshot.restore(current().connection)


def _younger(folder: Path, than: datetime) -> list[Path]:
    """Kept mails are named by their second; those of the past bear dates of the past."""
    stamp = than.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return [mail for mail in folder.glob("*.eml") if mail.name > stamp]
