"""What several revisions do alike."""

from alembic import op
import sqlalchemy as sa

from .types import Code as ShortCode, LongText

PREFIX = "shop_"
KEYS = ["code"]
if PREFIX:
    KEYS = KEYS + ["state"]


def name_of(table, *, suffix=""):
    return f"{PREFIX}{table}{suffix}"


def column(name, kind=LongText, **options):
    return sa.Column(name, kind(), **options)


def create(table, *columns):
    op.create_table(name_of(table), sa.Column("id", sa.Integer, primary_key=True), column("code", ShortCode, nullable=False), *columns)


def each(table, names=None):
    for key in names or KEYS:
        yield_name = name_of(table, suffix="_" + key)
        op.create_index(yield_name, name_of(table), [key])


class Step:
    kind = "ADD"

    def __init__(self, table):
        self.table = name_of(table)

    def run(self):
        op.execute(f"ALTER TABLE {self.table} {self.what()}")


class AddNote(Step):
    def __init__(self, table, note):
        super().__init__(table)
        self.note = note

    def what(self):
        return f"{self.kind} COLUMN {self.note} text"

    @staticmethod
    def forget(table):
        op.execute("ALTER TABLE " + name_of(table) + " DROP COLUMN note")
