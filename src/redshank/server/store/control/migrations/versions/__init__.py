"""One module a version of the schema, in the order of their names. What was released is never changed again."""
