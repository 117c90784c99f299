from alembic import context

def run_migrations_online():
    connectable = engine_from_config(config, connect_args={"options": "-c lock_timeout=5000"})
    with connectable.connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
