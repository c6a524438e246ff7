"""PostgreSQL and Redis from Python wheels, for instances without servers of their own.

Nothing in here imports Django: the supervisor and the test suite use it before settings exist.
"""
