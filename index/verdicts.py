"""What can be said of a year, and how sure is an answer?  The words for both."""

from __future__ import annotations

MENTIONED, SILENT, COVERED, NO_PLAN = "mentioned", "silent", "covered_by", "no_plan"
STRONG, WEAK, NONE = "strong", "weak", "none"
