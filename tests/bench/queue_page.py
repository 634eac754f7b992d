"""The queue's page among many complaints: queries, milliseconds, and both beside an empty listing of Wagtail."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from complaints_app.models import Ladder
from permissions.models import User
from tests.bench import raw
from tests.bench.scene import Stage
from tests.factories import appoint


def of_everybody(stage: Stage, repeats: int) -> dict[str, Any]:
    return _measured("queue page of the unit", stage, stage.office.unit, repeats)


def of_one_agency(stage: Stage, repeats: int) -> dict[str, Any]:
    return _measured("queue page of an officer", stage, stage.office.officer, repeats)


def _measured(name: str, stage: Stage, person: User, repeats: int) -> dict[str, Any]:
    appoint(person, "administrator")  # who may open a stock listing as well
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    queue, queries = _times(client, reverse("complaint_queue"), repeats)
    listing = reverse(Ladder.snippet_viewset.get_url_name("list"))
    empty, fewest = _times(client, f"{listing}?q=zzzz", repeats)
    return {
        "bench": name,
        "complaints": stage.complaints,
        "queries": queries,
        "ms": round(1000 * queue, 1),
        "empty_listing_queries": fewest,
        "empty_listing_ms": round(1000 * empty, 1),
        "of_empty_listing": round(queue / empty, 2),
    }


def _times(client: Client, url: str, repeats: int) -> tuple[float, int]:
    for _ in range(2):
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}")
    with raw.counted() as queries:
        client.get(url)
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - began)
    return median(times), queries.statements
