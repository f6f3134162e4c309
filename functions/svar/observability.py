"""The one Logger and the one Metrics. Ids only: never a name, an address or a text."""

from aws_lambda_powertools import Logger, Metrics

logger = Logger(log_uncaught_exceptions=False, use_rfc3339=True)
metrics = Metrics(namespace="Svar")
