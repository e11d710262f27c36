"""Models of the annotation, refitted from labelled documents; docs/annotation.md."""
