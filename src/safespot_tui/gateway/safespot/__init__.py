"""The dialect of the SafeSpot server that is deployed today (2.4.0)."""
