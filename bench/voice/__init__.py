"""Measures the media worker beside a loop that does nothing but copy datagrams."""
