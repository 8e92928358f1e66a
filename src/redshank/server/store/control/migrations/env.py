"""What Alembic runs before the versions: they are given the open transaction of whoever migrates, which also ends it."""

from alembic import context

from redshank.server.store.control.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
