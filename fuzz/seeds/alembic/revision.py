"""Widen the parcels."""
import sqlalchemy as sa
from alembic import op

revision = "00025a1e"
down_revision = ("00015a1e", "00014a1e")
TABLES = ["a", "b"]


def drop(name, *, suffix="_x"):
    op.drop_table(name + suffix)


def upgrade():
    with op.batch_alter_table("parcels", schema="s") as batch:
        batch.add_column(sa.Column("note", sa.String(20), nullable=False, server_default=sa.text("''")))
        batch.alter_column("kind", type_=sa.Text(), existing_nullable=True, postgresql_using="kind::text")
    for at, table in enumerate(TABLES):
        if at != 1:
            drop(table)
    op.create_table("c", sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True), sa.UniqueConstraint("id", name=op.f("uq")))
    with op.get_context().autocommit_block():
        op.create_index("i", "c", [sa.text("lower(id)")], postgresql_concurrently=True)
    op.execute(f"""
        UPDATE {TABLES[0]} SET x = 1;
        DROP TABLE é
    """)
    conn = op.get_bind()
    while True:
        if conn.execute(sa.text("DELETE FROM c WHERE id IN (SELECT id FROM c LIMIT 10)")).rowcount == 0:
            break
        conn.commit()


def downgrade():
    raise NotImplementedError
