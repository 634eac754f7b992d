"""How rights kept for a request learn that they have changed in this process."""

from itertools import count

_changes = count(1)
_state = {"now": 0}


def touch() -> None:
    """Rights have changed: nothing kept before may be believed."""
    _state["now"] = next(_changes)


def mark() -> int:
    """Equal marks: nothing has changed in between."""
    return _state["now"]
