"""What would not work in AWS is seen before it is deployed."""

from pathlib import Path

import pytest

from local import deploy
from local.compiled import MACHINES, Architecture, host_architecture, strangers


def elf(machine: int) -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + machine.to_bytes(2, "little")


@pytest.mark.parametrize("architecture", MACHINES)
def test_a_library_for_another_processor_is_named(
    tmp_path: Path, architecture: Architecture
) -> None:
    """Lambda would say so at the first event, and nobody before."""
    (tmp_path / "pydantic_core").mkdir()
    for name, machine in MACHINES.items():
        (tmp_path / "pydantic_core" / f"{name}.so").write_bytes(elf(machine))
    (tmp_path / "from_a_mac.so").write_bytes(b"\xcf\xfa\xed\xfe" + bytes(20))
    other = next(name for name in MACHINES if name != architecture)
    assert strangers(tmp_path, architecture) == ["from_a_mac.so", f"pydantic_core/{other}.so"]


def test_what_runs_here_is_for_this_machine() -> None:
    """The libraries of our own environment are."""
    import pydantic_core

    assert strangers(Path(pydantic_core.__file__).parent, host_architecture()) == []


def test_each_architecture_is_a_build_of_its_own() -> None:
    """Or the second would get the first one's libraries."""
    assert len({deploy.content_hash(deploy.POLICY, each) for each in MACHINES}) == len(MACHINES)


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (deploy.POLICY.read_text("utf-8"), "the sample"),
        ("name = 'Fjordbyen'", "config check"),
        ("this is no TOML", "config check"),
    ],
    ids=["the sample", "half a policy", "no policy"],
)
def test_a_policy_that_nobody_could_work_with_is_not_deployed(policy: str, why: str) -> None:
    """Every function reads it at its first event, and an address of the sample's is nobody's."""
    with pytest.raises(deploy.DeployError, match=why):
        deploy.refuse_unfit(policy)


def test_a_policy_of_ones_own_is_deployed() -> None:
    """With a domain that there is."""
    deploy.refuse_unfit(deploy.POLICY.read_text("utf-8").replace("fjordbyen.example", "svar.no"))
