"""One module a command: `summary`, `add_arguments` and `run`."""
