"""How long each handler takes to import, against the bare libraries that it must have.

From the bundle that is deployed, bytecode and all, in a fresh interpreter that sees nothing else.
The floor of a handler is what it imports of libraries and nothing that it does not import: what it
puts off until it needs it is not in its floor either.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from local import deploy
from local.cloud import FUNCTIONS
from local.tools import python

TIMES = 9
MEASURE = """
import sys, time
sys.path.insert(0, {bundle!r})
began = time.process_time()
import {modules}
print((time.process_time() - began) * 1000)
"""
FOREIGN = """
import json, sys
sys.path.insert(0, {bundle!r})
import {modules}
print(json.dumps(sorted(sys.modules)))
"""
EVERY = (
    "boto3.session",
    "botocore.config",
    "botocore.exceptions",
    "pydantic.main",
    "pydantic.fields",
    "pydantic.types",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.metrics",
)
"""What no handler can do without: AWS, values that are checked, a log and its figures. `pydantic`
itself is an empty shell that imports these at the first value."""

QUEUE = (
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.utilities.data_classes.sqs_event",
)
SECRET = ("aws_lambda_powertools.utilities.parameters",)
POLICY = ("boto3.dynamodb.types", "tomllib", "zoneinfo", "difflib", "email.headerregistry")
"""A table's rows, the policy's text, its zones, and what an address is."""
DAYS = ("holidays", "dateutil.easter")
CORE = POLICY + DAYS + SECRET + ("itsdangerous",)
MAIL = ("email.message", "email.policy")
PAGES = ("jinja2",)

MUST: dict[str, tuple[str, ...]] = {
    "receive_webhook": (*EVERY, *SECRET, "tomllib"),
    "receive_event": EVERY + QUEUE + CORE,
    "summarise_screening": EVERY + QUEUE + CORE,
    "advance_response_clock": EVERY + CORE,
    "advance_telling": EVERY + CORE,
    "write_answer": EVERY + CORE + PAGES,
    "send_message": EVERY + QUEUE + POLICY + DAYS + MAIL,
    "record_delivery": EVERY + QUEUE + CORE,
    "sweep": EVERY + CORE,
    "show_page": EVERY + CORE + PAGES,
}


class Padded(Exception):
    """A floor has a library that its handler does not import, so the ratio would flatter."""


def measure() -> dict[str, Any]:
    """`cold_start` has a row for each handler, in milliseconds; the bundle's size is unpacked.

    Raises `deploy.DeployError` when it cannot be built, and `Padded`.
    """
    built = deploy.build()
    bundle = deploy.bundle_of(built)
    rows = [_row(bundle, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()) for name in FUNCTIONS]
    return {
        "cold_start": rows,
        "bundle_bytes": sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file()),
        "bundle_zip_bytes": (built / "bundle.zip").stat().st_size,
    }


def _row(bundle: Path, handler: str) -> dict[str, Any]:
    """Handler and floor in turns, so that both meet the same machine; the best of each counts.

    CPU time: what else runs on the machine is not the handler's.
    """
    module = f"svar.handlers.{handler}"
    # Sorted as in the handlers: Powertools imports more where pydantic is there already.
    floor_of = sorted(MUST[handler])
    padding = _loaded(bundle, *floor_of) - _loaded(bundle, module)
    if padding:
        raise Padded(f"{handler} does not import {', '.join(sorted(padding))}")
    pairs = [(_import(bundle, module), _import(bundle, *floor_of)) for _ in range(TIMES)]
    ms, floor = (min(each) for each in zip(*pairs, strict=True))
    return {
        "handler": handler,
        "ms": round(ms, 1),
        "floor_ms": round(floor, 1),
        "ratio": round(ms / floor, 3),
    }


def _import(bundle: Path, *modules: str) -> float:
    """Milliseconds of CPU. Raises CalledProcessError when something cannot be imported."""
    return float(_run(MEASURE.format(bundle=str(bundle), modules=", ".join(modules))))


def _loaded(bundle: Path, *modules: str) -> set[str]:
    return set(json.loads(_run(FOREIGN.format(bundle=str(bundle), modules=", ".join(modules)))))


def _run(code: str) -> str:
    done = subprocess.run(
        [python(), "-I", "-S", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={"AWS_DEFAULT_REGION": "eu-north-1"},
    )
    return done.stdout
