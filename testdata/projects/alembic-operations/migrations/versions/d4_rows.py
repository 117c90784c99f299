"""Rows and SQL by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d4"
down_revision = "c3"

TABLE = "owner"
owner = sa.table("owner", sa.column("name", sa.String), sa.column("boss", sa.Integer))
mood = postgresql.ENUM("good", "bad", name="mood")


def grant(table, role="reader"):
    op.execute(f"GRANT SELECT ON {table} TO {role}")


def upgrade() -> None:
    mood.create(op.get_bind(), checkfirst=False)
    op.execute("ALTER TYPE mood ADD VALUE 'fair'; UPDATE owner SET boss = 1 WHERE boss IS NULL")
    op.execute(sa.text("DELETE FROM owner WHERE name = '\\:x'"))
    for name in ("owner", "pair"):
        grant(name)
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table(TABLE)
    op.execute("COMMENT ON TABLE %s IS 'one'" % TABLE)
    op.execute("COMMENT ON TABLE {} IS 'two'".format(TABLE))
    op.execute(owner.update().where(owner.c.boss == op.inline_literal(1)).values({"boss": op.inline_literal(2)}))
    op.execute(sa.delete(owner).where(owner.c.name.is_(None)))
    op.bulk_insert(owner, [{"name": "a", "boss": 1}, {"name": "b", "boss": 2}])
    op.execute(sa.schema.CreateSequence(sa.Sequence("numbers")))
    op.execute(sa.schema.DropSequence(sa.Sequence("numbers")))
    mood.drop(op.get_bind(), checkfirst=False)
