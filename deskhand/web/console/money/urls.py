"""Addresses of the book of money, and of charges."""

from django.urls import path

from deskhand.web.console.money import book, charges

urlpatterns = [
    path("invoices/book/", book.book, name="money_book"),
    path("invoices/book/check/", book.check, name="check_money_book"),
    path("invoices/book/<slug:kind>/<slug:currency>/", book.account, name="money_account"),
    path("invoices/book/<slug:kind>/<slug:currency>.csv", book.table, name="money_account_table"),
    path("invoices/charges/<int:pk>/", charges.charge, name="charge"),
]
