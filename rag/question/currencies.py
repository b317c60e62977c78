"""The currencies that amounts are told in, by their signs and as ISO 4217 writes them."""

from __future__ import annotations

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
CURRENCIES = frozenset((*SIGNS.values(), "RUB", "CNY"))
