"""What operators see: logs with request ids, metrics, health."""
