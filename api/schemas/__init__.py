"""What does the API answer?  The shapes of version 1; fields may be added, never renamed or dropped."""

from api.schemas.asked import *  # noqa: F403
