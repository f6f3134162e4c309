"""One embedded cloud with Claude's twin, for all the stories in which Claude writes."""

from collections.abc import Iterator

import pytest

from tests.e2e.claude_cloud import Told, claude_cloud


@pytest.fixture(scope="session")
def with_claude(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with claude_cloud(tmp_path_factory.mktemp("claude")) as told:
        yield told
