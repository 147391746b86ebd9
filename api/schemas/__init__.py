"""What does the API answer?  The shapes of version 1; fields may be added, never renamed or dropped."""

from api.schemas.asked import *
from api.schemas.citations import *
from api.schemas.compare import *
from api.schemas.concepts import *
from api.schemas.export import *
from api.schemas.formulations import *
from api.schemas.lineage import *
from api.schemas.precedents import *
from api.schemas.prose import *
from api.schemas.service import *
from api.schemas.targets import *
