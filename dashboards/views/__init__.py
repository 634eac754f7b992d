"""The screens of the numbers."""
