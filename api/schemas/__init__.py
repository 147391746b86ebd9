"""What does the API answer?  The shapes of version 1; fields may be added, never renamed or dropped."""

from api.schemas.asked import *  # noqa: F403
from api.schemas.citations import *  # noqa: F403
from api.schemas.compare import *  # noqa: F403
from api.schemas.concepts import *  # noqa: F403
from api.schemas.export import *  # noqa: F403
from api.schemas.formulations import *  # noqa: F403
from api.schemas.lineage import *  # noqa: F403
from api.schemas.precedents import *  # noqa: F403
from api.schemas.prose import *  # noqa: F403
from api.schemas.service import *  # noqa: F403
from api.schemas.targets import *  # noqa: F403
