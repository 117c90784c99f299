"""Tables whose constraints have no names, short ones, and final ones."""

import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("nick", sa.Unicode(length=20), index=True),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id > 0", name="positive")),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("owner.id", ondelete="CASCADE")),
        sa.Column("code", sa.Text),
        sa.Column("state", sa.Text),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "state"),
        sa.UniqueConstraint("state", "id", name="own"),
        sa.CheckConstraint("state <> ''", name="filled"),
        sa.CheckConstraint("code <> ''", name=op.f("final")),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="named"),
        sa.ForeignKeyConstraint(["owner_id"], ["shop.owner.id"]),
        schema="shop",
    )
    op.create_table(
        "a_table_with_a_name_of_some_length",
        sa.Column("a_column_with_a_name_of_some_length", sa.Integer, index=True, unique=True),
        sa.Column("another_column_with_a_long_name", sa.Integer),
        sa.UniqueConstraint("a_column_with_a_name_of_some_length", "another_column_with_a_long_name"),
        sa.CheckConstraint("true", name="a_check_with_a_name_of_some_length"),
    )
