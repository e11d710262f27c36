"""Five-dimension annotation as spaCy components."""
