"""What is done with names alone.

>>> from polynorm import names
>>> names.compare("Никита Хрущев", "Khrushchev, Nikita").score > 0.8
True
"""

from __future__ import annotations

from ._polynorm import Comparison, compare

__all__ = ["Comparison", "compare"]
