"""What the queue runs for the wire; one line each."""

from sms import outbox


def send_outbox() -> dict[str, int]:
    """Sends what is due, within the queue's time-out."""
    return outbox.send_due().as_dict()
