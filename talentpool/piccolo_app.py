"""One Piccolo app: all tables, one history of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

_SLICES = [
    "audit",
    "outbox",
    "receipts",
    "taxonomy",
    "accounts",
    "identity",
    "notifications",
    "memos",
    "programmes",
    "candidates",
    "needs",
    "scoring",
    "hours",
    "openings",
    "matches",
    "reviews",
    "placements",
    "dispatches",
    "engagements",
    "files",
    "rights",
]

APP_CONFIG = AppConfig(
    app_name="talentpool",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder([f"talentpool.{name}.tables" for name in _SLICES]),
    migration_dependencies=[],
)
