"""Indicators, maps, lists: pure functions over the tables of a snapshot."""
