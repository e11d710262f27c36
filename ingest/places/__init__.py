"""Places: addresses and names to codes of GB/T 2260 and ISO 3166."""

from __future__ import annotations

from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.places.locate import Located, locate, locate_name

__all__ = ["Located", "gazetteer", "locate", "locate_name"]
