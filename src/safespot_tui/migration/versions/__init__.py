"""One revision for each phase: what `switch` puts in place, and what `rollback` takes away."""
