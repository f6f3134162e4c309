"""The table of template.yaml, for an account that the template was not deployed to."""

from typing import Any


def make_table(client: Any, name: str) -> None:
    """Make the table with its three indexes; only what has an index's keys is in it."""
    keys = ("pk", "sk", "due_shard", "due_at", "job_id", "candidate_id")
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            _index("due", "due_shard", "due_at"),
            _index("job", "job_id", "sk")
            | {"Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["status"]}},
            _index("person", "candidate_id"),
        ],
    )


def _keys(*names: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def _index(name: str, *keys: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": _keys(*keys),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
