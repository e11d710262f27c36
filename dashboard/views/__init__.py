"""The pages: read query parameters, call one analysis function, draw."""
