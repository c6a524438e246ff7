"""A community to look at and to test with, made through the services."""
