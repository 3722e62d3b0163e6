"""Clients and a server for tests in Python: what the fixtures of pytest are made of."""
