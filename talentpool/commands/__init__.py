"""The commands of the service, one module a theme; `talentpool.cli` loads them on use."""
