"""The HTTP surface: each route reads a request, runs one function, and answers."""
