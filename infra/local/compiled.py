"""What is compiled in a bundle must be for the processor that it is deployed to.

Lambda finds out at the first event, and CloudFormation never.
"""

import platform
from pathlib import Path
from typing import Literal

Architecture = Literal["arm64", "x86_64"]
MACHINES: dict[Architecture, int] = {"arm64": 0xB7, "x86_64": 0x3E}
"""`e_machine` of an ELF file, the 19th and 20th byte of it (System V ABI)."""


def host_architecture() -> Architecture:
    """This machine's, in AWS's word."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


def strangers(bundle: Path, architecture: Architecture) -> list[str]:
    """The compiled files of a bundle that are for another processor, or for no Linux at all."""
    return [
        str(file.relative_to(bundle))
        for file in sorted(bundle.rglob("*.so"))
        if not _is_for(file, MACHINES[architecture])
    ]


def _is_for(file: Path, machine: int) -> bool:
    with file.open("rb") as opened:
        head = opened.read(20)
    return head[:4] == b"\x7fELF" and int.from_bytes(head[18:20], "little") == machine
