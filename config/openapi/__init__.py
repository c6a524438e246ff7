"""Describes this server's API (OpenAPI 3.1), from what `operation(...)` declares and nothing else."""
