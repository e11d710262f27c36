"""Annotation in five dimensions with verbatim evidence; METHOD.md §2.

annotate(texts, patents)   tables in, tables out
annotate_texts(stream)     texts in, mentions out, in bounded memory
pipeline.pipeline(lang)    the same as a spaCy pipeline
"""

from patnav.ingest.annotate.effect_classes import own_classes
from patnav.ingest.annotate.marks import VERSION
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.stream import annotate_texts
from patnav.ingest.annotate.tabular import READS, annotate

__all__ = ["MODEL", "READS", "VERSION", "annotate", "annotate_texts", "own_classes"]
