"""One module a task of `stage`: `summary`, `add_arguments` and `run`, as commands have them."""
