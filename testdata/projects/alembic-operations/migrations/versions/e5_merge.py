"""Both branches."""

revision = "e5"
down_revision = ("d4", "c3x")


def upgrade():
    pass
