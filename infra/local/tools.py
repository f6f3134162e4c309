"""The programs that Svar is built and tried with, each in an environment of its own.

The emulator, SAM and the linters pin versions of botocore that cannot stand beside ours, so they
live under `.tools/<name>-<version>/`. The first call installs; later ones only look.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOOLS = PROJECT / ".tools"


@dataclass(frozen=True)
class Tool:
    """A program from PyPI: what to install, and what to start."""

    name: str
    version: str
    program: str
    extras: str = ""

    @property
    def home(self) -> Path:
        return TOOLS / f"{self.name}-{self.version}"

    @property
    def requirement(self) -> str:
        return f"{self.name}{self.extras}=={self.version}"


MINISTACK = Tool("ministack", "1.5.33", "ministack", "[full]")
SAM = Tool("aws-sam-cli", "1.170.0", "sam")
CFN_LINT = Tool("cfn-lint", "1.58.0", "cfn-lint")
CHECKOV = Tool("checkov", "3.3.30", "checkov")


def uv() -> str:
    """The uv that runs us, the one on the path, or the project's own."""
    found = os.environ.get("UV") or shutil.which("uv")
    return found or str(TOOLS / "uv" / "bin" / "uv")


def python() -> str:
    """The 3.13 under our own environment: the emulator runs the functions on its interpreter."""
    return str(getattr(sys, "_base_executable", sys.executable))


def installed(tool: Tool) -> Path:
    """The tool's program, installed on the first call. Safe when several processes ask at once.

    Raises CalledProcessError when the registry cannot be reached.
    """
    program = tool.home / "bin" / tool.program
    ready = tool.home / ".ready"
    if ready.exists():
        return program
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / f"{tool.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(tool.home, ignore_errors=True)
            interpreter = tool.home / "bin" / "python"
            flags = ["-q", "--compile-bytecode", "--python", str(interpreter)]
            install = ["pip", "install", *flags, tool.requirement]
            subprocess.run([uv(), "venv", "-q", "--python", python(), str(tool.home)], check=True)
            subprocess.run([uv(), *install], check=True)
            ready.touch()
    return program
