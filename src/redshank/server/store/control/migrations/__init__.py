"""How the schema of the control store came to be: one file a version, run by Alembic from code."""
