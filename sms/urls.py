"""The addresses that a provider calls."""

from django.urls import path

from sms.receipts import receipt

urlpatterns = [path("sms/receipt/", receipt, name="sms_receipt")]
