"""Build the real template once per content, and deploy it: no fork, no mocks."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

import boto3

from local import compiled, finishing
from local.compiled import Architecture, host_architecture
from local.emulator import REGION, ROOT, Child, environment
from local.tools import PROJECT, SAM, installed, python, uv
from svar.domain.organisation import OrganisationInvalid, load_organisation

BUILDS = PROJECT / ".aws-sam" / "svar"
STACK = "svar"
POLICY = PROJECT / "infra" / "organisation.toml"
YAML_TO_JSON = (
    "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), open(sys.argv[2], 'w'))"
)
BUNDLE = "ReceiveWebhook-Shared"
"""SAM names the one bundle after the first function in the template."""
EMBEDDED_TEMPLATE = "embedded.yaml"
EMBEDDED_PACKAGE = "embedded.zip"
BUILDS_KEPT = 4


ARCHITECTURES = """    AllowedValues:
    - arm64
    - x86_64
    Default: arm64
"""
"""As SAM writes the parameter into a built template."""


class DeployError(Exception):
    """SAM said no; the message is the end of what it printed."""


def content_hash(policy: Path, architecture: Architecture) -> str:
    """Changes when anything that the build reads changes."""
    digest = hashlib.sha256(f"{SAM.requirement} {python()} {architecture}".encode())
    makers = (Path(__file__), Path(compiled.__file__), Path(finishing.__file__))
    for path in [*makers, *_sources(), policy]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def build(policy: Path = POLICY, architecture: Architecture | None = None) -> Path:
    """The folder of the finished build for today's sources, with `policy` in the bundle.

    It is for `architecture`, whatever this machine's is; without one, for this machine. A build is
    made once for each content and kept; a second call takes milliseconds. Raises `DeployError`.
    """
    architecture = architecture or host_architecture()
    home = BUILDS / content_hash(policy, architecture)
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "template.yaml").exists():
            raw = BUILDS / f".making-{home.name}"
            shutil.rmtree(raw, ignore_errors=True)
            for_it = ["--parameter-overrides", f"Architecture={architecture}"]
            _sam("build", "--build-dir", str(raw), "--base-dir", str(PROJECT), *for_it)
            _only_for(raw, architecture)
            finishing.finish_bundle(raw / BUNDLE, policy)
            _pack(raw)
            _machines_as_json(raw)
            _embed(raw, home.name)
            raw.rename(home)
            _forget_old_builds()
        home.touch()
    return home


def _only_for(built: Path, architecture: Architecture) -> None:
    """The built template can be deployed to no other processor than the bundle is for."""
    strange = compiled.strangers(built / BUNDLE, architecture)
    if strange:
        raise DeployError(f"Not for {architecture}: {', '.join(strange)}")
    template = built / "template.yaml"
    text = template.read_text()
    if text.count(ARCHITECTURES) != 1:
        raise DeployError("The built template does not say which architectures it allows.")
    only = f"    AllowedValues:\n    - {architecture}\n    Default: {architecture}\n"
    template.write_text(text.replace(ARCHITECTURES, only))


def _pack(built: Path) -> None:
    """Zip the bundle once: SAM would do so for each of the functions at each deploy."""
    bundle = built / BUNDLE
    with zipfile.ZipFile(
        built / "bundle.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as archive:
        for path in sorted(bundle.rglob("*")):
            if path.is_file():
                # Always the same moment, so that equal bundles are equal files.
                entry = zipfile.ZipInfo(str(path.relative_to(bundle)), (1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 1)
    template = built / "template.yaml"
    template.write_text(template.read_text().replace(f"CodeUri: {BUNDLE}", "CodeUri: bundle.zip"))


def _machines_as_json(built: Path) -> None:
    """Write the state machines as JSON beside the template: AWS reads YAML too, the emulator not.

    SAM's own environment has the reader.
    """
    template = built / "template.yaml"
    text = template.read_text()
    for source in sorted((PROJECT / "infra" / "statemachines").glob("*.asl.yaml")):
        made = built / source.with_suffix(".json").name
        command = [str(SAM.home / "bin" / "python"), "-c", YAML_TO_JSON, str(source), str(made)]
        subprocess.run(command, check=True)
        text = re.sub(rf"(DefinitionUri: ).*{re.escape(source.name)}", rf"\g<1>{made.name}", text)
    template.write_text(text)


def _embed(built: Path, content: str) -> None:
    """A second template for the emulator, whose functions all read one unpacked bundle.

    Their own package only has the name of the content, so that another build is another code.
    """
    with zipfile.ZipFile(built / EMBEDDED_PACKAGE, "w") as archive:
        archive.writestr(zipfile.ZipInfo("content.txt", (1980, 1, 1, 0, 0, 0)), content)
    text = (built / "template.yaml").read_text()
    text = text.replace("CodeUri: bundle.zip", f"CodeUri: {EMBEDDED_PACKAGE}")
    (built / EMBEDDED_TEMPLATE).write_text(text)


def _lay_out(built: Path, emulator: Child) -> None:
    """Put the bundle where the emulator's functions read it. It stays when the build is gone."""
    if emulator.bundle is None:
        raise DeployError("this emulator has no place for a bundle")
    place = Path(emulator.bundle)
    made, old = (place.with_name(f"{place.name}-{word}") for word in ("new", "old"))
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(bundle_of(built), made, copy_function=_link_or_copy)
    if place.exists():
        place.rename(old)
    made.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def bundle_of(built: Path) -> Path:
    """What stands in /var/task."""
    return built / BUNDLE


def deploy(
    emulator: Child,
    *,
    stack: str = STACK,
    policy: Path = POLICY,
    parameters: dict[str, str] | None = None,
) -> dict[str, str]:
    """Build and deploy to an emulator. Returns the stack's outputs. Raises `DeployError`."""
    built = build(policy)
    _lay_out(built, emulator)
    settings = {"Architecture": host_architecture(), "MailIdentity": "fjordbyen.example"}
    settings |= {"LocalEndpoint": f"localhost:{emulator.port}"} | (parameters or {})
    _sam(
        "deploy",
        "--config-file",
        str(PROJECT / "samconfig.toml"),
        "--template-file",
        str(built / EMBEDDED_TEMPLATE),
        "--stack-name",
        stack,
        "--region",
        REGION,
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--no-progressbar",
        "--parameter-overrides",
        *(f"{name}={value}" for name, value in settings.items()),
        endpoint=emulator.url,
    )
    return outputs(emulator, stack)


def outputs(emulator: Child, stack: str = STACK) -> dict[str, str]:
    """What the stack says of itself: output name -> value."""
    client = boto3.client("cloudformation", **client_settings(emulator.url))  # type: ignore[call-overload]
    described = client.describe_stacks(StackName=stack)["Stacks"][0]
    return {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}


def client_settings(endpoint: str) -> dict[str, str]:
    """How boto3 reaches the emulator as its root user."""
    return {
        "endpoint_url": endpoint,
        "region_name": REGION,
        "aws_access_key_id": ROOT["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": ROOT["AWS_SECRET_ACCESS_KEY"],
    }


def ship(architecture: Architecture, arguments: Iterable[str] = ()) -> int:
    """Build, and deploy to AWS with the caller's own credentials. Returns SAM's exit code.

    The settings are read from the project's samconfig.toml, and `--guided` writes them there: SAM
    itself would look beside the built template, in a folder that does not last. `arguments` are
    SAM's own. Raises `DeployError` when it cannot be built, or the policy is nobody's.
    """
    refuse_unfit(POLICY.read_text(encoding="utf-8"))
    template = build(architecture=architecture) / "template.yaml"
    config = ["--config-file", str(PROJECT / "samconfig.toml")]
    command = [str(installed(SAM)), "deploy", "--template-file", str(template), *config]
    own = os.environ | {"SAM_CLI_TELEMETRY": "0"}
    return subprocess.run([*command, *arguments], cwd=PROJECT, env=own, check=False).returncode


def refuse_unfit(policy: str) -> None:
    """Raises `DeployError` for a policy that the functions could not read, and for the sample's."""
    try:
        organisation = load_organisation(policy)
    except OrganisationInvalid as error:
        raise DeployError(f"{POLICY.name}: {error}; `svarctl config check` says more") from error
    if organisation.domain.endswith(".example"):
        raise DeployError(f"{POLICY.name} is still the sample: write your own policy first.")


def _sam(*command: str, endpoint: str | None = None) -> None:
    env = environment(SAM_CLI_TELEMETRY="0", SAM_CLI_POLL_DELAY="0.2")
    # SAM looks for a python3.13 and a uv on the path; ours stand elsewhere on a fresh machine.
    needed = (str(Path(program).parent) for program in (python(), uv()))
    env["PATH"] = os.pathsep.join([*needed, env["PATH"]])
    if endpoint:
        env["AWS_ENDPOINT_URL"] = endpoint
    done = subprocess.run(
        [str(installed(SAM)), *command], cwd=PROJECT, env=env, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise DeployError(_complaint(done.stdout + done.stderr))


def _sources() -> Iterable[Path]:
    yield PROJECT / "template.yaml"
    yield PROJECT / "samconfig.toml"
    for folder in (PROJECT / "functions", PROJECT / "infra" / "statemachines"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _forget_old_builds() -> None:
    builds = sorted((p for p in BUILDS.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
    for old in builds[:-BUILDS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _complaint(output: str) -> str:
    """The lines of a failed deploy that say why; the whole when none does."""
    lines = [" ".join(line.split()) for line in output.splitlines()]
    failed = [i for i, line in enumerate(lines) if "FAILED" in line]
    told = [line for i in failed[:3] for line in lines[i : i + 12] if line]
    return "\n".join([*told, *lines[-1:]]) if told else output[-3000:]
