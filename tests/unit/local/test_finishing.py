"""A bundle that starts quickly is still the libraries that were built."""

import json
from pathlib import Path

from local.finishing import USED_ENDPOINTS, keep_used_endpoints


def test_only_what_is_used_is_left_and_what_is_linked_is_not_touched(tmp_path: Path) -> None:
    """uv links its cache's files into a bundle, and all environments share them."""
    services = {"sqs": {"endpoints": {"eu-north-1": {}}}, "athena": {"endpoints": {}}}
    cached, bundled = tmp_path / "cached.json", tmp_path / "bundled.json"
    cached.write_text(json.dumps({"partitions": [{"partition": "aws", "services": services}]}))
    bundled.hardlink_to(cached)
    keep_used_endpoints(bundled)
    left = json.loads(bundled.read_text())["partitions"][0]
    assert left == {"partition": "aws", "services": {"sqs": services["sqs"]}}
    assert json.loads(cached.read_text())["partitions"][0]["services"] == services


def test_a_host_has_its_services_name_but_for_two() -> None:
    """botocore knows SES and Step Functions by other names than their hosts."""
    assert {"email", "states", "sqs", "sts"} <= USED_ENDPOINTS
