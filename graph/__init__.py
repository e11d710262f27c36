"""The graph: schema, build, store port, embedded engine, Neo4j."""
