"""Why something stands as it does, as far as a trace has seen it."""
