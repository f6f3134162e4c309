"""Where the policy lies that was deployed with the code."""

import os
from pathlib import Path


def policy_file() -> Path:
    """Beside the code, unless `SVAR_ORGANISATION_FILE` says otherwise."""
    beside_the_code = Path(__file__).parents[1] / "organisation.toml"
    return Path(os.environ.get("SVAR_ORGANISATION_FILE", beside_the_code))
