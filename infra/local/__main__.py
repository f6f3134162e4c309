"""`python -m local up|down|build|deploy|lint-template`: what the Makefile calls."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from local import cloud, deploy
from local.compiled import MACHINES
from local.emulator import environment
from local.machines import machines_template
from local.tools import CFN_LINT, CHECKOV, PROJECT, SAM, Tool, installed

LINTERS: tuple[tuple[Tool, tuple[str, ...]], ...] = (
    (CFN_LINT, ("--include-checks", "I", "--", "template.yaml")),
    (
        CHECKOV,
        (
            "--skip-download",
            "--framework",
            "cloudformation",
            "--file",
            "template.yaml",
            "--compact",
            "--quiet",
        ),
    ),
    (SAM, ("validate", "--lint", "--template-file", "template.yaml")),
)


def lint_template() -> int:
    """Run every linter on the template and the state machines; 0 when all are content."""
    env = environment(SAM_CLI_TELEMETRY="0")
    with TemporaryDirectory() as folder:
        machines = Path(folder) / "machines.yaml"
        machines.write_text(machines_template(), encoding="utf-8")
        codes = [
            subprocess.run(
                [str(installed(tool)), *flags], cwd=PROJECT, env=env, check=False
            ).returncode
            for tool, flags in (*LINTERS, (CFN_LINT, (str(machines),)))
        ]
    return max(codes)


def main() -> int:
    parser = argparse.ArgumentParser(prog="local")
    parser.add_argument("what", choices=["up", "down", "build", "deploy", "lint-template"])
    parser.add_argument("--name", default="svar")
    parser.add_argument("--rate", type=float, default=1.0, help="how much faster promises run")
    parser.add_argument("--architecture", choices=list(MACHINES), default="arm64")
    asked, for_sam = parser.parse_known_args()
    if for_sam and asked.what != "deploy":
        parser.error(f"unknown: {' '.join(for_sam)}")
    match asked.what:
        case "up":
            made = cloud.up(asked.name, rate=asked.rate)
            made.start_clock()
            print(f"pages and webhooks: {made.public_url}\nmail: {made.home / 'mail' / 'inbox'}")
        case "down":
            cloud.down(asked.name)
        case "build":
            print(deploy.build(architecture=asked.architecture))
        case "deploy":
            try:
                return deploy.ship(asked.architecture, for_sam)
            except deploy.DeployError as error:
                print(error, file=sys.stderr)
                return 1
        case _:
            return lint_template()
    return 0


if __name__ == "__main__":
    sys.exit(main())
