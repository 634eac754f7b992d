"""A call: recognised, written down, previewed, registered; by keyboard alone."""
