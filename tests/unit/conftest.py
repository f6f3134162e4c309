"""What unit tests of several parts stand on."""

import io
import logging
from collections.abc import Iterator

import pytest

from svar.observability import logger


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the one Logger writes, in its own format."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logger.registered_formatter)
    logger.addHandler(handler)
    yield written
    logger._logger.removeHandler(handler)
