"""Constraints added and dropped."""

import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade() -> None:
    op.create_unique_constraint(None, "owner", ["nick", "name"])
    op.create_check_constraint("short", "owner", "nick <> ''")
    op.create_check_constraint(op.f("as_it_is"), "owner", "name <> ''")
    op.create_foreign_key(None, "a_table_with_a_name_of_some_length", "owner", ["another_column_with_a_long_name"], ["id"])
    op.create_index(None, "owner", ["name", "nick"])
    op.create_index(op.f("ix_an_index_with_a_name_that_is_too_long_for_postgresql_by_a_little"), "owner", ["nick"])
    op.add_column("owner", sa.Column("parent_id", sa.Integer, sa.ForeignKey("owner.id")))
    op.add_column("owner", sa.Column("mail", sa.Text, unique=True))
    op.drop_constraint("short", "owner", type_="check")
    op.drop_constraint(op.f("as_it_is"), "owner", type_="check")
    op.drop_constraint("filled", "item", type_="check", schema="shop")
    op.drop_constraint("own", "item", type_="unique", schema="shop")
    op.drop_constraint("named", "item", schema="shop")
    with op.batch_alter_table("owner") as batch_op:
        batch_op.create_check_constraint("batch", "id > 0")
        batch_op.create_unique_constraint(None, ["name", "id"])
        batch_op.drop_constraint("batch", type_="check")
    op.drop_constraint("pk_a", "owner", type_="primary", if_exists=True)
