"""Agreed work can be extended."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from talentpool.kit.migrations import sql_migration

ID = "2026-11-24T00:00:17:000000"
VERSION = "1.38.0"
DESCRIPTION = "0017_extensions"


async def forwards() -> MigrationManager:
    """Run the SQL file of the same name."""
    return sql_migration(ID, DESCRIPTION)
