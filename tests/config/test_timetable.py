"""What the clock starts exists, and is written once."""

from pydoc import locate

import pytest
from django_q.models import Schedule

from config.timetable import TIMETABLE, Job, keep_the_timetable


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_every_job_names_a_function(job: Job) -> None:
    assert callable(locate(job.function))


@pytest.mark.django_db
def test_writing_it_twice_changes_nothing() -> None:
    keep_the_timetable()
    moments = dict(Schedule.objects.values_list("name", "next_run"))
    assert keep_the_timetable() == 0
    assert dict(Schedule.objects.values_list("name", "next_run")) == moments


@pytest.mark.django_db
def test_a_job_that_left_the_table_is_started_no_more() -> None:
    keep_the_timetable((Job("old", "config.housekeeping.forget_old_sessions", minutes=1),))
    keep_the_timetable()
    assert not Schedule.objects.filter(name="old").exists()


@pytest.mark.django_db
def test_a_row_that_somebody_bent_is_put_right() -> None:
    keep_the_timetable()
    Schedule.objects.filter(name="facts").update(func="os.system", minutes=7)
    keep_the_timetable()
    assert Schedule.objects.get(name="facts").func == "dashboards.tasks.refresh_facts"
