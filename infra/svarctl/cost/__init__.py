"""What applications cost in AWS, counted from real executions in the embedded cloud."""
