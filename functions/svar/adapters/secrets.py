"""Secrets as Secrets Manager has them, each kept for as long as its reader says."""

from functools import cache

import boto3
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from svar.domain.errors import Transient


@cache
def _provider() -> SecretsProvider:
    # Left alone, Powertools makes a session of its own, and each session reads botocore's data.
    return SecretsProvider(boto3_client=boto3.client("secretsmanager"))


def read_secret(arn: str, *, max_age: int) -> str:
    """The text of a secret, at most `max_age` seconds old. Raises `Transient`."""
    try:
        return str(_provider().get(arn, max_age=max_age))
    except GetParameterError as error:
        raise Transient("a secret cannot be read") from error
