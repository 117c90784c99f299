"""Prints SQL only: `alembic upgrade heads --sql`."""

from alembic import context

from shop.models import Base

target_metadata = Base.metadata

context.configure(
    url=context.config.get_main_option("sqlalchemy.url"),
    target_metadata=target_metadata,
    literal_binds=True,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
