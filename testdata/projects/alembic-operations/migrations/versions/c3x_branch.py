"""A branch of its own."""

from alembic import op

revision = "c3x"
down_revision = "b2"


def upgrade():
    op.execute("ALTER TABLE pair ADD COLUMN c text")
