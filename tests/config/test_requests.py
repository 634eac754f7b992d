"""What stands in front of every view: sizes, language, caches, refusals, the policy of contents."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from config import addresses
from permissions.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def rania() -> User:
    return User.objects.create_user(
        "rania", "rania@example.jo", "شمس-2026", name_ar="رانيا", is_staff=True, language="ar"
    )


@pytest.fixture
def signed_in(client: Client, rania: User) -> Client:
    client.force_login(rania, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a_big_form_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.generic(
        "POST", "/admin/login/", b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="60000000"
    )
    assert answer.status_code == 413


def test_a_body_of_undeclared_length_is_refused(client: Client) -> None:
    answer = client.generic("POST", "/admin/login/", b"", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


def test_raw_bytes_may_be_big_only_by_put_and_only_where_the_table_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(addresses.RAW_UPLOADS, "wagtailadmin_login", 5_000_000)

    def status(method: str, path: str) -> int:
        return client.generic(method, path, b"x", CONTENT_LENGTH="4000000").status_code

    assert status("POST", "/admin/login/") == 413
    assert status("PUT", "/admin/login/") != 413
    assert status("PUT", "/nothing/") == 413


def test_the_browser_does_not_choose_the_language(client: Client) -> None:
    answer = client.get("/admin/login/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "ar"
    assert 'dir="rtl"' in answer.content.decode()


def test_a_person_sees_everything_in_his_own_language(signed_in: Client, rania: User) -> None:
    User.objects.filter(pk=rania.pk).update(language="en")
    assert 'lang="en" dir="ltr"' in signed_in.get("/admin/account/").content.decode()


def test_the_language_link_goes_nowhere_else(client: Client) -> None:
    answer = client.get("/language/en/?next=https://elsewhere.example/")
    assert answer.headers["Location"] == "/"
    assert client.get("/language/fr/").status_code == 404


def test_no_cache_keeps_what_a_signed_in_person_sees(signed_in: Client) -> None:
    for path in ("/admin/", "/admin/account/", "/nothing/"):
        assert "no-store" in signed_in.get(path).headers["Cache-Control"], path


def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    for path in ("/admin/login/", "/nothing/", "/healthz"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy


def test_a_stale_form_is_explained_in_arabic() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert answer.status_code == 403
    assert "انتهت صلاحية النموذج" in answer.content.decode()


def test_a_fault_of_ours_is_said_without_database_or_session(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("config.health.look", fail)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    assert "تعذّر إتمام الطلب" in answer.content.decode()


def test_a_stranger_gets_no_form_in_the_middle_of_a_page(client: Client) -> None:
    answer = client.get("/admin/account/", headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403


def test_a_forgotten_password_is_answered_by_an_arabic_mail(client: Client, rania: User) -> None:
    client.post("/admin/password_reset/", {"email": "rania@example.jo"})
    [letter] = mail.outbox
    assert letter.subject == "شكوى: كلمة مرور جديدة"
    assert "السيد" in letter.body
    link = next(line for line in letter.body.splitlines() if "/password_reset/" in line)
    page = client.get(link.removeprefix(settings.WAGTAILADMIN_BASE_URL), follow=True)
    assert "اختيار كلمة مرور جديدة" in page.content.decode()


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(client: Client) -> None:
    answer = client.post("/admin/password_reset/", {"email": "nobody@example.jo"}, follow=True)
    assert answer.status_code == 200
    assert mail.outbox == []
