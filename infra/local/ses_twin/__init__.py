"""A twin of Amazon SES: API v2 over HTTP, a mailbox on disk, true events, a quota, and faults."""
