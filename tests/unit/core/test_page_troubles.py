"""What somebody sees who opens a page while AWS has a bad minute."""

from typing import Any, cast

import pytest

from svar.adapters.links import SignedLinks
from svar.domain.errors import Conflict, Transient
from svar.handlers import show_page
from svar.wiring.core import Core
from tests.unit.core.conftest import MONDAY, Story


@pytest.mark.parametrize("trouble", [Transient("ThrottlingException"), Conflict("faster")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_does_not_answer_is_a_page_that_says_so(
    method: str, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no line of JSON from the gateway."""
    story = Story(MONDAY)
    story.apply("app-1")
    secrets = lambda: ["secret"]  # noqa: E731 as the handler asks for it
    monkeypatch.setattr(show_page, "link_secrets", secrets)
    token = SignedLinks("https://svar.example", secrets).token("telling", "app-1", 1)

    def fails(*_: Any) -> Any:
        raise trouble

    monkeypatch.setattr(story.store, "load", fails)
    answer = show_page.answer(
        {
            "requestContext": {"http": {"method": method}, "domainName": "svar.example"},
            "pathParameters": {"token": token},
            "body": f"token={token}&action=hold",
        },
        token,
        Core(story.house, cast(Any, story.links), cast(Any, None)),
    )

    assert answer["statusCode"] == 503
    assert answer["headers"]["content-type"].startswith("text/html")
    assert "Vent et minutt og prøv igjen" in answer["body"]
