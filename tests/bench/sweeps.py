"""Rungs a second when many are overdue, beside one SQL statement that writes the same rows; and a sweep with nothing to do."""

from __future__ import annotations

import time
from statistics import median
from typing import Any
from unittest.mock import patch

from django.db import connection

from complaints_app import escalation, notices
from complaints_app.models import Notice
from tests.bench import raw
from tests.bench.scene import Stage

ONE_STATEMENT = """
WITH due AS (
    SELECT c.*, h.seq AS last_seq, h.hash AS last_hash, c.rungs -> c.rungs_done::int AS rung
    FROM complaints_app_clock c JOIN complaints_app_head h USING (complaint_id)
    WHERE c.next_check_at IS NOT NULL AND c.next_check_at < %(now)s
    FOR UPDATE OF c, h
), event AS (
    INSERT INTO complaints_app_complaintevent
        (complaint_id, seq, kind, happened_at, recorded_at, from_state, to_state, audience, facts,
         words_digest, previous, hash)
    SELECT complaint_id, last_seq + 1, 'escalated', next_check_at, %(now)s, 'delivered', 'delivered', 'staff',
        jsonb_build_object('clock', kind || '/' || hop || '/' || cycle || '/' || turn, 'due_at', due_at,
            'rung', rung ->> 'key', 'level', rung -> 'level', 'occurrence', 0),
        '', last_hash, encode(sha256(convert_to(last_hash || complaint_id || (last_seq + 1)
            || next_check_at || kind || due_at || (rung ->> 'key'), 'UTF8')), 'hex')
    FROM due RETURNING complaint_id, seq, hash
), head AS (
    UPDATE complaints_app_head h SET seq = e.seq, hash = e.hash, happened_at = %(now)s
    FROM event e WHERE e.complaint_id = h.complaint_id
), escalation AS (
    INSERT INTO complaints_app_escalation
        (clock_id, complaint_id, agency_id, rung, occurrence, level, seq, true_at, noticed_at)
    SELECT id, complaint_id, agency_id, rung ->> 'key', 0, (rung ->> 'level')::int, last_seq + 1,
        next_check_at, %(now)s FROM due
), notice AS (
    INSERT INTO complaints_app_notice
        (complaint_id, seq, kind, recipients, channels, facts, urgent, made_at)
    SELECT complaint_id, last_seq + 1, 'escalated', '["officer"]', '["sms"]', '{}', false, %(now)s FROM due
), clock AS (
    UPDATE complaints_app_clock c SET rungs_done = c.rungs_done + 1,
        next_check_at = (c.rungs -> (c.rungs_done + 1) ->> 'at')::timestamptz
    FROM due WHERE due.id = c.id
), complaint AS (
    UPDATE complaints_app_complaint c SET level = 1, raised = true, queue_key = c.queue_key - 100000000000
    FROM due WHERE due.complaint_id = c.id
)
INSERT INTO complaints_app_dirtycomplaint (complaint_id, imported) SELECT complaint_id, false FROM due
"""


def of_what_is_overdue(stage: Stage) -> dict[str, Any]:
    rows, plain = _one_statement(stage)
    began = time.perf_counter()
    with patch.object(notices, "tell"):  # measured apart: who is told is the notices' work
        swept = escalation.sweep(stage.now)
    seconds = time.perf_counter() - began
    rate, raw_rate = swept.escalated / seconds, rows / plain
    waiting = Notice.objects.filter(resolved_at=None).count()
    began = time.perf_counter()
    notices.tell(stage.now)
    told = time.perf_counter() - began
    return {
        "bench": "sweep of what is overdue",
        "open": stage.complaints,
        "rungs": swept.escalated,
        "a_second": round(rate, 1),
        "one_statement_rows": rows,
        "one_statement_a_second": round(raw_rate, 1),
        "of_one_statement": round(rate / raw_rate, 3),
        "notices": waiting,
        "notices_a_second": round(waiting / told, 1),
    }


def _one_statement(stage: Stage) -> tuple[int, float]:
    """The raw statement, undone afterwards."""
    with raw.connect() as database:
        began = time.perf_counter()
        rows = database.execute(ONE_STATEMENT, {"now": stage.now}).rowcount
        seconds = time.perf_counter() - began
        database.rollback()
    return rows, seconds


def idle(stage: Stage, repeats: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_app_clock")
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        with patch.object(notices, "tell"):
            escalation.sweep(stage.now)
        times.append(time.perf_counter() - began)
    return {
        "bench": "idle sweep",
        "open": stage.complaints,
        "ms": round(1000 * median(times), 2),
    }
