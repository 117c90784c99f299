"""As `alembic init` writes it, with the connection from the caller."""

from alembic import context
from sqlalchemy import create_engine, pool

config = context.config
connectable = create_engine(config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)

with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
