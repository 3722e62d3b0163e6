"""Several conversations side by side, in the place of the inbox and the one conversation."""
