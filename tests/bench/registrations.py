"""Registrations a second, by the verb and through the page, beside raw SQL that writes the same rows."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client
from django.urls import reverse

from complaints_app.models import Complaint
from tests.bench import raw
from tests.bench.scene import Stage

FORM = {
    "phone": "0791234123",
    "name": "محمد أحمد العبداللات",
    "kind": "complaint",
    "subject": "water-leak",
    "answer-leak_place": "street",
    "answer-leak_size": "stream",
    "governorate": "JO-AM",
    "location": "قرب مدرسة النصر",
    "text": "ماء يسيل في الشارع منذ يومين.",
    "channel": "phone",
    "confidentiality": "",
}


def by_the_verb(stage: Stage, count: int) -> dict[str, Any]:
    stage.office.call(now=stage.now)
    with raw.counted() as queries:
        stage.office.call(now=stage.now)
    began = time.perf_counter()
    ids = [stage.office.call(now=stage.now).pk for _ in range(count)]
    rate = count / (time.perf_counter() - began)
    plain = raw.registrations(ids)
    return {
        "bench": "registration by the verb",
        "n": count,
        "a_second": round(rate, 1),
        "queries": queries.statements,
        "raw_sql_a_second": round(plain, 1),
        "of_raw_sql": round(rate / plain, 3),
    }


def by_the_page(stage: Stage, count: int) -> dict[str, Any]:
    client = Client()
    client.force_login(stage.office.agent, backend=settings.AUTHENTICATION_BACKENDS[0])

    def post(call: UUID) -> int:
        return client.post(reverse("call", args=[call]), FORM).status_code

    post(uuid4())
    with raw.counted() as queries:
        post(uuid4())
    calls = [uuid4() for _ in range(count)]
    began = time.perf_counter()
    for call in calls:
        if post(call) != 302:
            raise RuntimeError("The page did not register the call.")
    rate = count / (time.perf_counter() - began)
    made = Complaint.objects.filter(idempotency_key__in=calls).count()
    return {
        "bench": "registration by the page",
        "n": made,
        "a_second": round(rate, 1),
        "queries": queries.statements,
    }
