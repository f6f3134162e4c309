"""How long each handler takes to import, against the bare libraries that it must have, and how long
it takes over the first event after that.

From the bundle that is deployed, bytecode and all, in a fresh interpreter that sees nothing else.
The floor of a handler is what it imports of libraries and nothing that it does not import: what it
puts off until it needs it is not in its floor either. It is in the time of the first event, and who
waits for that event waits for the sum.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from local import deploy
from local.cloud import FUNCTIONS
from local.emulator import Child
from local.tools import python
from tests.benchmarks.first_event import First, set_stage, story

TIMES = 9
STORIES = 5
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
    "check_invariants": EVERY + CORE,
    "show_page": EVERY + CORE + PAGES,
    "hold_screening": EVERY + CORE + PAGES,
}


class Padded(Exception):
    """A floor has a library that its handler does not import, so the ratio would flatter."""


def measure(home: Path, cloud: Child) -> dict[str, Any]:
    """`cold_start` has a row for each handler, in milliseconds; the bundle's size is unpacked.

    The first events go to the emulator. Raises `deploy.DeployError` when the bundle cannot be
    built, `Padded`, and `first_event.Failed`.
    """
    built = deploy.build()
    bundle = deploy.bundle_of(built)
    with set_stage(bundle, home, cloud) as stage:
        firsts = [first for number in range(STORIES) for first in story(stage, number)]
    handlers = (re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in FUNCTIONS)
    rows = [_row(bundle, each) | _first_event(each, firsts) for each in handlers]
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


def _first_event(handler: str, firsts: list[First]) -> dict[str, float]:
    """The best of all stories: of the event, and of import and event of one process together."""
    own = [each for each in firsts if each.handler == handler]
    return {
        "first_event_ms": round(min(each.event_ms for each in own), 1),
        "both_ms": round(min(each.import_ms + each.event_ms for each in own), 1),
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
        env={"AWS_DEFAULT_REGION": "eu-north-1", "PYDANTIC_DISABLE_PLUGINS": "__all__"},
    )
    return done.stdout
