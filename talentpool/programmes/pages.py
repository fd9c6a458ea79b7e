"""What can be asked for, in plain words."""

from litestar import Router, get
from litestar.response import Template

from talentpool.kit.http import page
from talentpool.programmes import queries
from talentpool.taxonomy import queries as taxonomy


@get("/programmes", name="programmes.index")
async def index() -> Template:
    """The lines of service: those that can be asked for here, and the others."""
    everything = await queries.all_programmes()
    return page(
        "programmes/index.html",
        offered=[programme for programme in everything if programme.is_enabled],
        others=[programme for programme in everything if not programme.is_enabled],
        words=await taxonomy.lexicon(),
    )


router = Router(path="/", route_handlers=[index])
