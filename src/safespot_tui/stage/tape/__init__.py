"""Tapes: what they say, and clients that do it."""
