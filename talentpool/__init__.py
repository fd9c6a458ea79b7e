"""The service: candidates, needs, matching, decisions and what came of them."""

import os

# Piccolo looks for its configuration at the root of the checkout; ours stays in the package.
os.environ.setdefault("PICCOLO_CONF", "talentpool.piccolo_conf")
