"""What can become of a wording, or of an item of a plan?  The marks of a diff, and the states of an item."""

from __future__ import annotations

SAME, OLD, NEW = "=", "-", "+"
VERBATIM, EDITED, ADDED = "verbatim", "edited", "new"
