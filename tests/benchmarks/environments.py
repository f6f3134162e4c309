"""Environments for peers whose packages are no business of ours: one under `.tools/` for each."""

import fcntl
import hashlib
import subprocess
from pathlib import Path

from local.tools import TOOLS, python, uv

PEERS = Path(__file__).parent / "peers"


def interpreter(peer: str) -> str:
    """The peer's python, installed on the first call from its `requirements.txt`.

    Raises CalledProcessError when the registry cannot be reached.
    """
    wanted = PEERS / peer / "requirements.txt"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()[:8]
    home = TOOLS / f"bench-{peer}-{digest}"
    program = home / "bin" / "python"
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / f"bench-{peer}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / ".ready").exists():
            subprocess.run(
                [uv(), "venv", "-q", "--clear", "--python", python(), str(home)], check=True
            )
            install = [uv(), "pip", "install", "-q", "--python", str(program), "-r", str(wanted)]
            subprocess.run(install, check=True)
            (home / ".ready").touch()
    return str(program)
