"""From what SAM has built to the bundle that ships: nothing unread in it, and quick to start."""

import json
import shutil
import subprocess
from pathlib import Path

from local.tools import PROJECT, python
from svar.domain import languages
from svar.mail import render as mail
from svar.mail.templating import make_ready
from svar.pages import render as pages

USED_SERVICES = frozenset(
    {
        "bedrock-runtime",
        "dynamodb",
        "events",
        "secretsmanager",
        "sesv2",
        "sqs",
        "stepfunctions",
        "sts",
    }
)
"""botocore brings the descriptions of 400 services, most of the bundle's files. These are ours."""

USED_ENDPOINTS = (USED_SERVICES - {"sesv2", "stepfunctions"}) | {"email", "states"}
"""The same, by the names of their hosts."""


def finish_bundle(bundle: Path, policy: Path) -> None:
    """Put the organisation's policy, the bytecode, and templates and texts in the form that is read
    fastest into a bundle that SAM has built, and take out what no function reads.

    SAM ships no bytecode, and a function's folder is read-only: without it every cold start
    compiles everything. The path flags keep equal bundles equal.
    """
    shutil.copyfile(policy, bundle / "svar" / "organisation.toml")
    for description in (bundle / "botocore" / "data").iterdir():
        if description.is_dir() and description.name not in USED_SERVICES:
            shutil.rmtree(description)
    # One country's calendar would import those of all 250: the package has each of them by name.
    _rewrite(bundle / "holidays" / "countries" / "__init__.py", "")
    keep_used_endpoints(bundle / "botocore" / "data" / "endpoints.json")
    languages.make_ready(bundle / "svar" / "languages")
    for folders in (mail.TEMPLATES, pages.TEMPLATES):
        make_ready(*(bundle / each.relative_to(PROJECT / "functions") for each in folders))
    where = ["-s", str(bundle), "-p", "/var/task", str(bundle)]
    flags = ["-q", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([python(), "-m", "compileall", *flags, *where], check=True)


def keep_used_endpoints(file: Path) -> None:
    """Each session reads all of it: 1.2 MB about 300 services."""
    said = json.loads(file.read_text(encoding="utf-8"))
    for partition in said["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in USED_ENDPOINTS & services.keys()}
    _rewrite(file, json.dumps(said, sort_keys=True))


def _rewrite(file: Path, text: str) -> None:
    """Put another file in its place: this one may be a link into uv's cache, which all share."""
    file.unlink()
    file.write_text(text, encoding="utf-8")
