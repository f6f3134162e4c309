"""How long each handler takes to import, against the bare libraries that it must have.

From the bundle that is deployed, bytecode and all, in a fresh interpreter that sees nothing else.
"""

import re
import statistics
import subprocess
from pathlib import Path
from typing import Any

from local import deploy
from local.cloud import FUNCTIONS
from local.tools import python

TIMES = 5
TIMING = """
import sys, time
sys.path.insert(0, {bundle!r})
began = time.perf_counter()
import {modules}
print((time.perf_counter() - began) * 1000)
"""
EVERY = (
    "boto3.session",
    "boto3.dynamodb.types",
    "botocore.config",
    "botocore.exceptions",
    "pydantic",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.metrics",
)
"""What no handler can do without: AWS, values that are checked, a log and its figures."""

QUEUE = (
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.utilities.data_classes.sqs_event",
)
SECRET = ("aws_lambda_powertools.utilities.parameters",)
DAYS = ("holidays",)
MAIL = ("jinja2", "email.message", "email.policy")
LINKS = ("itsdangerous",)
HTTP = ("aws_lambda_powertools.utilities.data_classes",)

MUST: dict[str, tuple[str, ...]] = {
    "receive_webhook": EVERY + SECRET + HTTP,
    "receive_event": EVERY + QUEUE + SECRET + DAYS + MAIL + LINKS,
    "summarise_screening": EVERY + QUEUE + SECRET + DAYS + MAIL + LINKS,
    "advance_response_clock": EVERY + SECRET + DAYS + MAIL + LINKS,
    "advance_telling": EVERY + SECRET + DAYS + MAIL + LINKS,
    "write_answer": EVERY + SECRET + DAYS + MAIL + LINKS,
    "send_message": EVERY + QUEUE + ("email.message", "email.policy"),
    "record_delivery": EVERY + QUEUE + SECRET + DAYS + MAIL + LINKS,
    "sweep": EVERY + SECRET + DAYS + MAIL + LINKS,
    "show_page": EVERY + SECRET + HTTP + DAYS + MAIL + LINKS,
}


def measure() -> dict[str, Any]:
    """`cold_start` has a row for each handler, in milliseconds; the bundle's size is unpacked.

    Raises `deploy.DeployError` when it cannot be built.
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
    """Handler and floor in turns, so that both meet the same machine."""
    pairs = [
        (_import(bundle, f"svar.handlers.{handler}"), _import(bundle, *MUST[handler]))
        for _ in range(TIMES)
    ]
    ms, floor = (statistics.median(each) for each in zip(*pairs, strict=True))
    return {
        "handler": handler,
        "ms": round(ms, 1),
        "floor_ms": round(floor, 1),
        "ratio": round(ms / floor, 3),
    }


def _import(bundle: Path, *modules: str) -> float:
    """Milliseconds. Raises CalledProcessError when something cannot be imported."""
    code = TIMING.format(bundle=str(bundle), modules=", ".join(modules))
    done = subprocess.run(
        [python(), "-I", "-S", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={"AWS_DEFAULT_REGION": "eu-north-1"},
    )
    return float(done.stdout)
