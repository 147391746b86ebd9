"""Does one process run all tests of a file?  Else each process makes the file's fixtures again."""

from __future__ import annotations

import os

import pytest


def test_the_groups_reach_the_scheduler(request: pytest.FixtureRequest) -> None:
    """pytest 9.2 names a test in a way that pytest-xdist 3.8 can't add its group to, and does not say so."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process runs everything")
    assert request.node.nodeid.endswith("@test_groups.py")
