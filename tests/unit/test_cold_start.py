"""What a function does not load when it starts, because most of its events have no use for it."""

import subprocess
import sys

import pytest

LOADED = "import sys, {modules}; print(*sys.modules)"


@pytest.mark.parametrize(
    ("handlers", "absent"),
    [
        (
            ("receive_event", "advance_response_clock", "advance_telling", "sweep"),
            {"jinja2", "svar.mail.contents", "svar.domain.rules", "anthropic"},
        ),
        (("record_delivery",), {"jinja2", "svar.mail.contents", "svar.domain.rules"}),
        (("send_message",), {"jinja2", "itsdangerous", "svar.domain.deeds", "svar.mail.contents"}),
        (("receive_webhook",), {"jinja2", "holidays", "svar.domain.organisation"}),
    ],
)
def test_a_handler_starts_without_what_few_of_its_events_need(
    handlers: tuple[str, ...], absent: set[str]
) -> None:
    """In an interpreter of its own, since here all of it is loaded already."""
    modules = ", ".join(f"svar.handlers.{each}" for each in handlers)
    started = subprocess.run(
        [sys.executable, "-c", LOADED.format(modules=modules)],
        check=True,
        capture_output=True,
        text=True,
        env={"AWS_DEFAULT_REGION": "eu-north-1"},
    )
    assert not absent & set(started.stdout.split())
