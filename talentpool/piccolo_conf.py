"""Where Piccolo finds the engine and our tables."""

from piccolo.conf.apps import AppRegistry

from talentpool.kit.db import ENGINE as DB

APP_REGISTRY = AppRegistry(apps=["talentpool.piccolo_app"])

__all__ = ["APP_REGISTRY", "DB"]
