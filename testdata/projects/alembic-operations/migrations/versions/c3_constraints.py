"""Constraints, indexes, names."""

import sqlalchemy as sa
from alembic import op

revision = "c3"
down_revision = "b2"


def upgrade() -> None:
    op.create_index("ix_a", "owner", ["name", sa.text("lower(alias)")], unique=True, schema="shop", postgresql_using="btree", postgresql_include=["mail"])
    op.create_index(op.f("ix_b"), "owner", ["name"], postgresql_where=sa.text("boss > 0"), if_not_exists=True, postgresql_ops={"name": "text_pattern_ops"})
    with op.get_context().autocommit_block():
        op.create_index("ix_c", "owner", ["boss"], postgresql_concurrently=True)
        op.drop_index("ix_c", table_name="owner", postgresql_concurrently=True, if_exists=True)
    op.drop_index("ix_a", "owner", schema="shop")
    op.create_unique_constraint(None, "owner", ["mail"], schema="shop", postgresql_nulls_not_distinct=True)
    op.create_check_constraint("ck_boss", "owner", "boss > 0", postgresql_not_valid=True)
    op.create_check_constraint("ck_name", "owner", sa.func.length(sa.column("name")) > 5)
    op.create_primary_key("pk_plain", "plain", ["a"])
    op.create_foreign_key(
        "fk_boss", "owner", "plain", ["boss"], ["a"], ondelete="SET NULL", source_schema="shop", referent_schema="other", postgresql_not_valid=True
    )
    op.create_foreign_key(None, "owner", "plain", ["boss"], ["a"], use_alter=True, deferrable=True)
    op.create_exclude_constraint("ex_plain", "plain", ("a", "="), using="gist", where="a > 1")
    op.drop_constraint("ck_boss", "owner", type_="check", schema="shop", if_exists=True)
    op.rename_table("plain", "simple", schema="shop")
    op.create_table_comment("owner", "people", schema="shop")
    op.drop_table_comment("owner")
    op.drop_table("simple", schema="shop", if_exists=True)
