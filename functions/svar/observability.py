"""The one Logger and the one Metrics. Ids only: never a name, an address or a text.

Whose metrics they are, the environment says: each stack has a namespace of its own.
"""

import os

from aws_lambda_powertools import Logger, Metrics

logger = Logger(log_uncaught_exceptions=False, use_rfc3339=True)
metrics = Metrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Svar"))
