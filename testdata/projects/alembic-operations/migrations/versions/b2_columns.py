"""Columns."""

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql as pg
from alembic import op

revision = "b2"
down_revision = "a1"

TYPES = {
    "c_float": sa.Float(),
    "c_double": sa.Double(),
    "c_bytes": sa.LargeBinary(),
    "c_interval": sa.Interval(),
    "c_time": sa.Time(timezone=True),
    "c_date": sa.Date(),
    "c_uuid": pg.UUID(as_uuid=True),
    "c_char": sa.CHAR(3),
    "c_bits": pg.BIT(3, varying=True),
    "c_array": sa.ARRAY(sa.String(3), dimensions=2),
    "c_inet": pg.INET(),
    "c_vector": pg.TSVECTOR(),
    "c_range": pg.TSTZRANGE(),
    "c_collated": sa.String(5, collation="C"),
}


def upgrade() -> None:
    for name, kind in TYPES.items():
        op.add_column("owner", sa.Column(name, kind, nullable=True))
    op.add_column("owner", sa.Column("boss", sa.Integer(), sa.ForeignKey("owner.id"), nullable=False, server_default="1", comment="who"))
    op.add_column("owner", sa.Column("mail", sa.Text(), unique=True))
    op.add_column("owner", sa.Column("fast", sa.Text(), index=True), schema="shop", if_not_exists=True)
    op.add_column("owner", sa.Column("state", sa.Enum("open", "closed", name="state")))
    op.alter_column("owner", "name", nullable=True, existing_type=sa.String(80))
    op.alter_column(
        "owner",
        "nick",
        type_=sa.Text(),
        nullable=False,
        server_default=sa.text("'x'"),
        new_column_name="alias",
        postgresql_using="nick::text",
        comment="short",
        existing_type=sa.String(20),
    )
    op.alter_column("owner", "boss", server_default=None)
    op.alter_column("owner", "boss", server_default=False, existing_nullable=False)
    op.alter_column("owner", "c_float", server_default="0.5", schema="shop")
    op.alter_column("owner", "c_date", comment=None)
    op.drop_column("owner", "c_double")
    op.drop_column("owner", "c_bytes", schema="shop", if_exists=True)
    with op.batch_alter_table("owner", schema="shop") as batch_op:
        batch_op.add_column(sa.Column("late", sa.Integer()))
        op.execute("SELECT 1")
        batch_op.alter_column("late", nullable=False)
        batch_op.drop_column("c_time")
        batch_op.create_index("ix_late", ["late"])
        batch_op.drop_index("ix_old")
        batch_op.create_unique_constraint("uq_late", ["late"])
        batch_op.create_foreign_key("fk_late", "owner", ["late"], ["id"])
        batch_op.drop_constraint("fk_old", type_="foreignkey")
