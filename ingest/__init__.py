"""From export files to clean tables in four steps: read, assemble, annotate, assign."""
