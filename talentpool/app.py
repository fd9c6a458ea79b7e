"""The web application, put together: plugins, middleware, routers. No logic lives here."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.di import Provide

from talentpool import apidocs, guards, styleguide
from talentpool.accounts import pages as accounts
from talentpool.accounts import pages_demonstration as accounts_demonstration
from talentpool.accounts import pages_joining as accounts_joining
from talentpool.accounts import pages_members as accounts_members
from talentpool.accounts import pages_own as accounts_own
from talentpool.accounts.sessions import SessionMiddleware
from talentpool.audit import pages as audit
from talentpool.candidates import api as candidates_api
from talentpool.candidates import pages as candidates
from talentpool.candidates import pages_entries as candidates_entries
from talentpool.candidates import pages_people as candidates_people
from talentpool.candidates import pages_profile as candidates_profile
from talentpool.candidates import pages_screening as candidates_screening
from talentpool.demo import pages as demo
from talentpool.dispatches import pages as dispatches
from talentpool.dispatches import pages_plans as dispatches_plans
from talentpool.engagements import api as engagements_api
from talentpool.engagements import pages as engagements
from talentpool.engagements import pages_agreeing as engagements_agreeing
from talentpool.engagements import pages_mine as engagements_mine
from talentpool.engagements import pages_waiting as engagements_waiting
from talentpool.files import pages as files
from talentpool.hours import pages as hours
from talentpool.identity import pages as identity
from talentpool.kit import health, queue
from talentpool.kit.db import open_pool
from talentpool.kit.http import Web
from talentpool.kit.log import configure_logging
from talentpool.kit.settings import Settings
from talentpool.matches import api as matches_api
from talentpool.matches import pages as matches
from talentpool.memos import pages as memos
from talentpool.needs import api as needs_api
from talentpool.needs import pages as needs
from talentpool.needs import pages_clinic as needs_clinic
from talentpool.needs import pages_triage as needs_triage
from talentpool.notifications import pages as notifications
from talentpool.openings import pages as openings
from talentpool.placements import api as placements_api
from talentpool.placements import pages as placements
from talentpool.placements import pages_people as placements_people
from talentpool.programmes import pages as programmes
from talentpool.public import pages as public
from talentpool.reports import api as reports_api
from talentpool.reports import pages as reports
from talentpool.reviews import api as reviews_api
from talentpool.reviews import pages as reviews
from talentpool.reviews import pages_compare as reviews_compare
from talentpool.reviews import pages_decide as reviews_decide
from talentpool.reviews import pages_export as reviews_export
from talentpool.rights import pages as rights
from talentpool.rights import pages_staff as rights_staff
from talentpool.scoring import pages as scoring
from talentpool.taxonomy import api as taxonomy_api
from talentpool.taxonomy import pages as taxonomy

ROUTERS: list[Router] = [
    health.ROUTER,
    public.router,
    accounts.router,
    accounts_joining.router,
    accounts_members.router,
    accounts_own.router,
    identity.router,
    notifications.router,
    memos.router,
    rights.router,
    rights_staff.router,
    files.router,
    reports.router,
    audit.router,
    taxonomy.router,
    programmes.router,
    needs.router,
    needs_clinic.router,
    needs_triage.router,
    candidates.router,
    candidates_profile.router,
    candidates_entries.router,
    candidates_screening.router,
    candidates_people.router,
    openings.router,
    scoring.router,
    matches.router,
    reviews.router,
    reviews_compare.router,
    reviews_decide.router,
    reviews_export.router,
    hours.router,
    placements.router,
    placements_people.router,
    dispatches.router,
    dispatches_plans.router,
    engagements.router,
    engagements_agreeing.router,
    engagements_mine.router,
    engagements_waiting.router,
]
# In the order of the reference.
API_ROUTERS: list[Router] = [
    needs_api.router,
    candidates_api.router,
    matches_api.router,
    reviews_api.router,
    placements_api.router,
    engagements_api.router,
    reports_api.router,
    taxonomy_api.router,
]
DEVELOPMENT_ROUTERS: list[Router] = [styleguide.router, notifications.development_router]
DEMONSTRATION_ROUTERS: list[Router] = [accounts_demonstration.router, demo.router]
LARGEST_BODY = 1_000_000
_PATIENCE = 6  # seconds, one more than a statement may take: then the database itself hangs


def make_app(settings: Settings) -> Litestar:
    """The application for *settings*.

    Raises:
        RuntimeError: a route has no row in the authorisation matrix.
    """
    app = Litestar(
        route_handlers=[
            *ROUTERS,
            *API_ROUTERS,
            apidocs.docs_router(API_ROUTERS),
            *([] if settings.is_production else DEVELOPMENT_ROUTERS),
            *(DEMONSTRATION_ROUTERS if settings.is_demonstration else []),
        ],
        plugins=[Web(settings)],
        middleware=[SessionMiddleware(settings)],
        guards=[guards.admit],
        dependencies={"actor": Provide(guards.provide_actor)},
        lifespan=[_connections],
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        openapi_config=None,
    )
    guards.refuse_unmapped(guards.route_names(app))
    return app


def create_app() -> Litestar:
    """The application of this process's environment; what the ASGI server calls."""
    settings = Settings.from_environment(os.environ)
    configure_logging(settings)
    return make_app(settings)


@asynccontextmanager
async def _connections(app: Litestar) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    dsn = settings.url("database_url")
    async with open_pool(dsn, name="talentpool-web", patience=_PATIENCE):
        await queue.open_bell(settings.url("redis_url"))
        try:
            yield
        finally:
            await queue.close_bell()
