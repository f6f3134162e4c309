"""A Claude twin in a process of its own, for every test that talks to one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from local.emulator import environment, free_port, spawn, stop
from svar.adapters.claude.client import Claude
from svar.adapters.claude.settings import ClaudeSettings


class TwinAtWork:
    """The twin's admin side, and a Claude that talks to it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def claude(self, **settings: Any) -> Claude:
        return Claude(ClaudeSettings.model_validate(settings))

    def will(self, *behaviours: dict[str, Any], always: dict[str, Any] | None = None) -> None:
        body = {"queue": list(behaviours)} | ({"always": always} if always else {})
        httpx2.post(f"{self.url}/twin/behaviours", json=body).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx2.get(f"{self.url}/twin/requests").json()["requests"]
        return found

    def reset(self) -> None:
        httpx2.post(f"{self.url}/twin/reset", json={}).raise_for_status()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwinAtWork]:
    """A twin in a process of its own."""
    port = free_port()
    log: Path = tmp_path_factory.mktemp("twin") / "twin.log"
    command = [sys.executable, "-m", "local.claude_twin", "--port", str(port)]
    child = spawn(command, port=port, health="/twin/health", log=log, env=environment())
    yield TwinAtWork(child.url)
    stop(child)


@pytest.fixture
def twin(running: TwinAtWork, monkeypatch: pytest.MonkeyPatch) -> TwinAtWork:
    """The same twin, with everything forgotten."""
    running.reset()
    monkeypatch.setenv("ANTHROPIC_BASE_URL", running.url)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "twin")
    return running
