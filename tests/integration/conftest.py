"""The real template in one embedded cloud, deployed once for the whole suite."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from local import cloud as embedded
from local.cloud import Cloud
from tests.integration.twin import running, twin

__all__ = ["running", "twin"]

numbers = count(1)


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Deployed and warm; its clock stands still."""
    with embedded.cloud(f"integration-{os.getpid()}", rate=1000.0) as made:
        yield made


@pytest.fixture(scope="session")
def make_function(cloud: Cloud) -> Callable[[str, str], str]:
    """Puts a small function beside the deployed ones: code and role in, ARN out."""
    client = cloud.client("lambda")

    def make(code: str, role: str) -> str:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("probe.py", code)
        made = client.create_function(
            FunctionName=f"probe-{next(numbers)}",
            Runtime="python3.13",
            Handler="probe.lambda_handler",
            Role=role,
            Timeout=20,
            Code={"ZipFile": packed.getvalue()},
        )
        return str(made["FunctionArn"])

    return make


@pytest.fixture(scope="session")
def role_of(cloud: Cloud) -> Callable[[str], str]:
    """The ARN of a deployed function's role, by the function's logical id."""
    client = cloud.client("lambda")

    def find(function: str) -> str:
        found: dict[str, Any] = client.get_function_configuration(
            FunctionName=cloud.outputs[function]
        )
        return str(found["Role"])

    return find


@pytest.fixture(scope="session")
def free_role(cloud: Cloud) -> str:
    """A role that may do anything, for what a test itself brings."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    everything = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
    client = cloud.client("iam")
    name = f"free-{next(numbers)}"
    role = client.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    client.put_role_policy(
        RoleName=name, PolicyName="everything", PolicyDocument=json.dumps(everything)
    )
    return str(role["Role"]["Arn"])
