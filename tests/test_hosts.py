"""Under which names the service answers: no page from elsewhere gets in through somebody's browser."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.errors import Forbidden
from api.hosts import Hosts

HERE, ELSEWHERE = "127.0.0.1", "10.0.0.7"


def answers(client: str, names: tuple[str, ...] = (), **headers: str) -> bool:
    """Whether a request from ``client`` is answered."""
    app = Starlette(
        routes=[Route("/", lambda request: PlainTextResponse("ja"))],
        middleware=[Middleware(Hosts, names=names)],
    )
    try:
        return TestClient(app, client=(client, 1)).get("/", headers=headers).text == "ja"
    except Forbidden as error:
        assert "CEJIAN_HOSTS" in str(error)
        return False


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "192.168.1.9"])
def test_this_machine_answers_to_its_own_names_and_to_addresses(host: str) -> None:
    assert answers(HERE, host=host)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:8000", "127.0.0.1.evil.example", "[::1", ""]
)
def test_a_name_that_somebody_lets_point_here_is_refused(host: str) -> None:
    assert not answers(HERE, host=host)


def test_in_an_office_any_name_goes_until_names_are_given() -> None:
    assert answers(ELSEWHERE, host="jihua.edu")
    assert not answers(ELSEWHERE, ("ceJian.edu",), host="jihua.edu")
    assert answers(ELSEWHERE, ("ceJian.edu",), host="Cejian.EDU:443")
    assert answers(HERE, ("cejian.edu",), host="cejian.edu")


@pytest.mark.parametrize(
    ("host", "origin", "good"),
    [
        ("localhost:8000", "http://localhost:8000", True),
        ("localhost:8000", "http://127.0.0.1:3000", True),
        ("cejian.edu", "https://cejian.edu", True),
        ("localhost:8000", "https://cejian.edu", True),
        ("cejian.edu", "http://localhost", False),
        ("localhost:8000", "https://evil.example", False),
        ("cejian.edu", "https://cejian.edu.evil.example", False),
        ("localhost:8000", "null", False),
        ("localhost:8000", "http://[", False),
    ],
)
def test_a_page_asks_only_where_it_came_from(host: str, origin: str, good: bool) -> None:
    assert answers(HERE, ("cejian.edu",), host=host, origin=origin) is good
