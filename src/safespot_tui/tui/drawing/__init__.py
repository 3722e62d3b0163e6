"""From text to lines of cells: wrapping, cutting to a width, building strips."""
