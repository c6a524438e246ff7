"""`manage.py up`: every role of an instance as a child of one supervisor, Circus.

Django is not loaded in the supervisor: it stays small and starts at once.
"""
