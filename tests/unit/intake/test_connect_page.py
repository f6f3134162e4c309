"""The page that leads an engineer through the connection says what is so."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from svar.adapters.ats import ALIASES, POINTERS, SIGNED_AND_FULL, vendor
from svar.adapters.ats.reading import SHORT
from svar.domain.policy import WebhookRules
from svar.domain.webhook import WebhookRequest
from tests.unit.intake.signing import NEW, account

PAGE = (Path(__file__).parents[3] / "docs" / "connect-your-ats.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The page's only block in that language, as it stands at the margin."""
    [found] = re.findall(rf"^ *```{language}\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
    return "\n".join(line.removeprefix("   ") for line in str(found).splitlines())


def test_the_pages_python_is_believed_and_read() -> None:
    """Copied from the page, with a secret: one application."""
    names: dict[str, Any] = {}
    exec(block("python").replace("whsec_…", f"whsec_{NEW}"), names)  # noqa: S102 our own page
    one = WebhookRequest(names["headers"], names["body"].encode(), datetime.now(UTC))
    reader = vendor("standardwebhooks")
    assert reader is not None
    reader.verify(one, (NEW,))
    [event] = reader.translate(one, account("standardwebhooks")).events
    assert event.type == "application.received"


def test_the_pages_policy_is_a_policy() -> None:
    """Each setting that it names is one."""
    [rules] = tomllib.loads(block("toml"))["webhooks"].values()
    assert WebhookRules.model_validate(rules).withdrawn_reasons == ("Trakk søknaden",)


@pytest.mark.parametrize("name", [*SIGNED_AND_FULL, *POINTERS])
def test_no_vendor_is_left_out(name: str) -> None:
    """By its address or its own section."""
    assert name in ALIASES.values() or name in PAGE.casefold()


@pytest.mark.parametrize("prefix", SHORT.values())
def test_every_prefix_of_ids_is_named(prefix: str) -> None:
    """An operator finds an application by it."""
    assert f"`{prefix}-" in PAGE
