"""Whose contract this is."""

SERVICE = "safespot-tui"
"""What a server that speaks it calls itself in its health."""
