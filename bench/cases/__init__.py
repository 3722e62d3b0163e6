"""What is measured, a case a file. Each gives figures of one run beside the floor's."""
