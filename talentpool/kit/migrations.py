"""Turns an SQL file into a Piccolo migration. Piccolo keeps the history; the SQL is ours."""

from importlib.resources import files

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from talentpool.kit.db import ENGINE


def sql_migration(migration_id: str, name: str) -> MigrationManager:
    """The migration that runs `talentpool/migrations/sql/<name>.sql`."""
    manager = MigrationManager(migration_id=migration_id, app_name="talentpool", description=name)
    text = files("talentpool.migrations").joinpath("sql", f"{name}.sql").read_text("utf-8")

    async def run() -> None:
        transaction = ENGINE.current_transaction.get()
        assert transaction is not None, "the runner opens a transaction for each step"
        # Not run_ddl: that prepares the text, and only one statement can be prepared.
        await transaction.connection.execute(text)

    manager.add_raw(run)
    return manager
