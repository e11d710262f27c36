"""From export files to clean tables: readers, numbers, families, parties, annotation, nodes."""
