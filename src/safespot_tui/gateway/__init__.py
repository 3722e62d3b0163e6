"""Doors to servers. Each speaks one dialect and gives the same facts."""
