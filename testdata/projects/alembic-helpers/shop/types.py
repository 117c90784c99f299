"""Types of the application."""

import enum

import sqlalchemy as sa
from sqlalchemy.dialects import mysql


class State(enum.Enum):
    open = "o"
    closed = "c"


class LongText(sa.types.TypeDecorator):
    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "mysql":
            return dialect.type_descriptor(mysql.LONGTEXT())
        return dialect.type_descriptor(sa.String(40))


class Code(sa.types.TypeDecorator):
    impl = sa.String(12)
    cache_ok = True


class Half(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "point"
