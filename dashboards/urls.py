"""The addresses of the numbers."""

from django.urls import path

from dashboards.views.exports import (
    CancelView,
    DownloadView,
    JobsView,
    JobView,
    ProgressView,
    StartView,
)
from dashboards.views.listing import CountedView
from dashboards.views.page import CsvView, DashboardView, FigureView, NumbersOnlyView

urlpatterns = [
    path("indicators/", DashboardView.as_view(), name="dashboard"),
    path("indicators/numbers/", NumbersOnlyView.as_view(), name="dashboard_numbers"),
    path("indicators/figure/<slug:name>/", FigureView.as_view(), name="dashboard_figure"),
    path("indicators/csv/<slug:name>/", CsvView.as_view(), name="dashboard_csv"),
    path("indicators/counted/<slug:code>/", CountedView.as_view(), name="dashboard_counted"),
    path("exports/", JobsView.as_view(), name="exports"),
    path("exports/new/", StartView.as_view(), name="export_start"),
    path("exports/<int:pk>/", JobView.as_view(), name="export_job"),
    path("exports/<int:pk>/progress/", ProgressView.as_view(), name="export_progress"),
    path("exports/<int:pk>/cancel/", CancelView.as_view(), name="export_cancel"),
    path("exports/<int:pk>/download/", DownloadView.as_view(), name="export_download"),
]
