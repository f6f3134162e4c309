"""Six hundred decisions in one afternoon while everything that can break breaks, in the embedded
cloud: real processes, IAM enforced, counted at the mailbox."""
