"""Tables in all their parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "a1"
down_revision = None

STATES = ("open", "closed")
state = sa.Enum(*STATES, name="state")


def timestamps():
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", pg.TIMESTAMP(timezone=True, precision=3)),
    ]


def upgrade() -> None:
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("nick", sa.Unicode(length=20), index=True),
        *timestamps(),
    )
    op.create_table(
        "Item",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("owner.id", ondelete="CASCADE", name="item_owner"), index=True, unique=True),
        sa.Column("state", state, server_default="open", nullable=False),
        sa.Column("kind", sa.Enum("a", "bbb", name="kind", native_enum=False)),
        sa.Column("price", sa.Numeric(10, 2), sa.CheckConstraint("price > 0", name="price_positive")),
        sa.Column("data", sa.JSON().with_variant(pg.JSONB(), "postgresql"), server_default=sa.text("'{}'::jsonb")),
        sa.Column("tags", pg.ARRAY(sa.Text()), comment="free words"),
        sa.Column("flag", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("number", sa.Integer, sa.Identity(always=True)),
        sa.Column("twice", sa.Integer, sa.Computed("number * 2", persisted=True)),
        sa.ForeignKeyConstraint(["owner_id", "id"], ["other.place.a", "other.place.b"], onupdate="SET NULL", deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("owner_id", "number", name="uq_item"),
        sa.CheckConstraint(sa.text("length(kind) > 1"), name="ck_item"),
        pg.ExcludeConstraint(("number", "="), name="ex_item", using="gist", where=sa.text("number > 1")),
        sa.Index("ix_item_kind", "kind", unique=True, postgresql_where=sa.text("flag")),
        schema="shop",
        comment="things",
    )
    op.create_table("plain", sa.Column("a", sa.SmallInteger()), if_not_exists=True)
    op.create_table(
        "pair",
        sa.Column("a", sa.Integer(), primary_key=True),
        sa.Column("b", sa.Integer(), sa.ForeignKey("plain.a", use_alter=True, name="fk_later"), primary_key=True),
        sa.Column("state", state),
        sa.ForeignKeyConstraint(["a"], ["plain.a"], name="fk_much_later", use_alter=True),
    )


def downgrade() -> None:
    op.drop_table("plain")
