"""Files of a call: sniffed, stripped, private; whoever may not see the complaint does not see them."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from complaints_app import attachments
from complaints_app.models import Attachment, Complaint
from permissions.models import User
from tests.factories import Office, appoint, person

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, settings: Any) -> Path:
    settings.ATTACHMENTS_ROOT = tmp_path / "attachments"
    return tmp_path / "attachments"


@pytest.fixture
def agent(office: Office, signed_in: SignIn) -> Client:
    return signed_in(office.agent)


@pytest.fixture
def call() -> UUID:
    return uuid4()


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 57.0, 12.0)
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, exif=exif)
    return out.getvalue()


def put(client: Client, call: UUID, name: str, content: bytes, **extra: Any) -> Any:
    address = reverse("call_attachment", args=[call, name])
    return client.put(address, content, content_type="application/octet-stream", **extra)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_forgets_where_it_was_taken(agent: Client, call: UUID, kind: str) -> None:
    assert put(agent, call, f"صورة.{kind.lower()}", photo(kind)).status_code == 201
    kept = attachments.location(Attachment.objects.get()).read_bytes()
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == (kind, (64, 48))
        assert not dict(picture.getexif())
    assert b"Secret Camera" not in kept


def test_what_is_kept_is_what_the_fingerprint_says(agent: Client, call: UUID) -> None:
    put(agent, call, "تقرير.pdf", PDF)
    file = Attachment.objects.get()
    kept = attachments.location(file).read_bytes()
    assert kept == PDF
    assert (file.sha256, file.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert (file.name, file.content_type) == ("تقرير.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("program.jpg", b"MZ\x90\x00" + b"\x00" * 300),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 300),
        ("moving.gif", b"GIF89a" + b"\x00" * 300),
    ],
)
def test_what_is_neither_picture_nor_pdf_is_refused(
    agent: Client, call: UUID, private_folder: Path, name: str, content: bytes
) -> None:
    response = put(agent, call, name, content)
    assert response.status_code == 422
    assert response.json()["error"]
    assert not Attachment.objects.exists()
    assert not [path for path in private_folder.rglob("*") if path.is_file()]


def test_a_picture_of_too_many_pixels_is_refused(
    agent: Client, call: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_PIXELS", 1000)
    assert put(agent, call, "big.png", photo("PNG")).status_code == 422


def test_a_body_that_is_too_big_is_refused_before_it_is_read(agent: Client, call: UUID) -> None:
    assert put(agent, call, "big.pdf", PDF + b" " * attachments.LARGEST).status_code == 413


def test_a_body_whose_length_is_not_declared_is_refused(agent: Client, call: UUID) -> None:
    address = reverse("call_attachment", args=[call, "a.pdf"])
    response = agent.generic("PUT", address, PDF, headers={"Transfer-Encoding": "chunked"})
    assert response.status_code == 411
    assert put(agent, call, "empty.pdf", b"").status_code == 411  # the client declares no length
    assert put(agent, call, "empty.pdf", b"", CONTENT_LENGTH="0").status_code == 422


def test_the_same_name_replaces_and_remove_removes(
    agent: Client, call: UUID, private_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        put(agent, call, "a.png", photo("PNG"))
        put(agent, call, "a.png", photo("PNG", (10, 10)))
    assert Attachment.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        agent.delete(reverse("call_attachment", args=[call, "a.png"]))
    assert not Attachment.objects.exists()
    assert not [path for path in private_folder.rglob("*") if path.is_file()]


def test_a_name_is_never_a_path(agent: Client, call: UUID, private_folder: Path) -> None:
    address = reverse("call_attachment", args=[call, "x"])[:-1] + "..%5C..%5Cetc%0Apasswd"
    agent.put(address, PDF, content_type="application/octet-stream")
    file = Attachment.objects.get()
    assert file.name == "etcpasswd.pdf"
    assert private_folder in attachments.location(file).parents


def test_a_call_takes_ten_files(agent: Client, call: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_A_CALL", 2)
    statuses = [put(agent, call, f"{n}.pdf", PDF).status_code for n in range(3)]
    assert statuses == [201, 201, 422]


def test_registering_gives_the_files_to_the_complaint(
    agent: Client, call: UUID, office: Office
) -> None:
    put(agent, call, "a.pdf", PDF)
    complaint = registered(office, call)
    assert complaint.attachments.get().name == "a.pdf"
    assert put(agent, call, "b.pdf", PDF).status_code == 410


def registered(office: Office, call: UUID) -> Complaint:
    answers = {"leak_place": "street", "leak_size": "stream"}
    return office.call(key=call, answers=answers, now=timezone.now())


def test_only_who_may_view_the_complaint_gets_its_files(
    agent: Client, call: UUID, office: Office, signed_in: SignIn
) -> None:
    put(agent, call, "a.pdf", PDF)
    address = reverse("attachment", args=[Attachment.objects.get().pk])
    other = signed_in(appoint(person("maha", "مها السعود"), "agent"))
    assert agent.get(address).status_code == 200  # his own call, not registered yet
    assert other.get(address).status_code == 404
    registered(office, call)
    allowed = {
        name: signed_in(getattr(office, name)).get(address).status_code
        for name in ("officer", "head", "unit", "outsider", "agent")
    }
    assert allowed == {"officer": 200, "head": 200, "unit": 200, "outsider": 404, "agent": 404}
    assert other.get(address).status_code == 404


def test_a_file_is_never_shown_by_the_browser_itself(agent: Client, call: UUID) -> None:
    put(agent, call, "تقرير.pdf", PDF)
    response = agent.get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert response.getvalue() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_the_folder_of_the_files_has_no_address(agent: Client) -> None:
    assert not str(settings.ATTACHMENTS_ROOT).startswith(str(settings.STATIC_ROOT))
    assert agent.get("/media/").status_code == 404


def test_another_agent_cannot_add_to_a_call(agent: Client, call: UUID, signed_in: SignIn) -> None:
    agent.put(
        reverse("call", args=[call]),
        {"seq": 1, "fields": {"text": "نص"}},
        content_type="application/json",
    )
    other = signed_in(appoint(person("maha", "مها السعود"), "agent"))
    assert put(other, call, "a.pdf", PDF).status_code == 404


def test_files_of_calls_never_registered_are_forgotten(
    agent: Client, call: UUID, private_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    put(agent, call, "a.pdf", PDF)
    with django_capture_on_commit_callbacks(execute=True):
        assert attachments.forget_abandoned(timezone.now()) == 1
    assert not [path for path in private_folder.rglob("*") if path.is_file()]
