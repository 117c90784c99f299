"""Helpers, types and classes of other files."""

import sqlalchemy as sa
from alembic import op
from shop import migrating
from shop.migrating import AddNote, create
from shop.types import Half, LongText, State

revision = "a1"
down_revision = None


def upgrade() -> None:
    create("item", sa.Column("state", sa.Enum(State), nullable=False), migrating.column("text"))
    migrating.each("item")
    migrating.each("item", ["text"])
    AddNote("item", "note").run()
    AddNote.forget("item")
    op.add_column(migrating.name_of("item"), sa.Column("place", Half()))
    op.alter_column(migrating.name_of("item"), "code", type_=LongText())
