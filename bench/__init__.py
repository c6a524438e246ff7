"""Measures a complete instance over its public API: `python -m bench`, see bench/README.md."""
