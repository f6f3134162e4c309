"""What ships is all that a function needs: each handler, alone with the bundle."""

import re
import subprocess
from pathlib import Path

import pytest

from local import deploy
from local.cloud import FUNCTIONS
from local.tools import python

IMPORTING = """
import gc, sys
sys.path.insert(0, {bundle!r})
import importlib
module = importlib.import_module("svar.handlers.{name}")
assert callable(module.lambda_handler)
assert module.__file__.startswith({bundle!r})
print("anthropic" in sys.modules, gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The finished bundle of today's sources."""
    return deploy.bundle_of(deploy.build())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_needs_nothing_but_the_bundle(bundle: Path, function: str) -> None:
    """The emulator leaks its own packages into functions; a fresh interpreter does not.

    Nor does any of them load Claude's library at import: it would be a second of each cold start.
    The garbage collector was put off for the import; now it works, and on what came after it.
    """
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", function).lower()
    code = IMPORTING.format(bundle=str(bundle), name=name)
    done = subprocess.run(
        [python(), "-I", "-S", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"AWS_DEFAULT_REGION": "eu-north-1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False True True"


def test_the_policy_and_the_bytecode_are_in_the_bundle(bundle: Path) -> None:
    """Without the first nothing can be decided; without the second every start compiles."""
    assert (bundle / "svar/organisation.toml").read_bytes() == deploy.POLICY.read_bytes()
    assert list((bundle / "svar/domain/__pycache__").glob("outbox.cpython-313.pyc"))


def test_the_same_sources_are_built_only_once() -> None:
    """A second deploy takes seconds."""
    assert deploy.build() == deploy.build()
