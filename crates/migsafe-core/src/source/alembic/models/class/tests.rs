use super::*;
use crate::source::models::testing::{Sample, asked};

const PLAIN: &str = r#"
import sqlalchemy as sa
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class TimestampMixin:
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), default=now)


class User(Base, TimestampMixin):
    """A person."""

    __tablename__ = "users"
    __table_args__ = (Index("ix_users_mail", "mail"), {"schema": "public"})

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str | None] = mapped_column("email", String(200))
    nick: Mapped[str]
    is_active = Column(Boolean, nullable=False, default=True)
    owner_id = Column(Integer, ForeignKey("owners.id"), index=True)
    kind = Column(OwnType(3))
    posts: Mapped[list["Post"]] = relationship(back_populates="author")

    def name(self):
        return self.nick


class Admin(User):
    level = Column(Integer)


members = Table("members", Base.metadata, Column("user_id", Integer, primary_key=True), Column("team_id", Integer))


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = 3
    seen: ClassVar[int] = 1
"#;

const SAMPLE: Sample = Sample { text: PLAIN, read: |text| read(&BTreeMap::from([("models.py".into(), text.into())])) };

fn of(text: &str) -> BTreeMap<String, String> {
    asked((SAMPLE.read)(text))
}

#[test]
fn tables_and_columns_are_read() {
    let asked = of(PLAIN);
    let asked: Vec<String> = asked.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    assert_eq!(
        asked,
        [
            "hero = {} false",
            "hero.age = ?",
            "hero.id = ?",
            "hero.name = ?",
            "members = {} false",
            "members.team_id = Integer",
            "members.user_id = Integer primary key",
            "users = {\"index ix_users_mail\"} false",
            "users.created_at = DateTime(timezone=True) not null",
            "users.email = String(200)",
            "users.id = int primary key",
            "users.is_active = Boolean not null",
            "users.kind = ?",
            "users.level = Integer",
            "users.nick = ?",
            "users.owner_id = Integer references owners.id index",
        ]
    );
}

#[test]
fn what_the_application_alone_sees_does_not_count() {
    SAMPLE.asks_the_same_after(&[
        ("default=now", "default=lambda: datetime.now(UTC)"),
        ("String(200)", "sa.String( 200, )"),
        ("    mail: Mapped[str | None] =", "    address: Mapped[Optional[str]] ="),
        (
            "Column(Boolean, nullable=False, default=True)",
            "Column(\n        Boolean(),  # once more\n        default=False,\n        nullable=False,\n    )",
        ),
        ("OwnType(3)", "OtherType()"),
        ("    posts: Mapped[list[\"Post\"]] = relationship(back_populates=\"author\")\n", ""),
        ("    \"\"\"A person.\"\"\"\n", ""),
        ("        return self.nick", "        return f\"{self.nick}!\""),
    ]);
}

#[test]
fn what_the_database_holds_counts() {
    SAMPLE.asks_otherwise_after(&[
        ("    nick: Mapped[str]\n", ""),
        ("String(200)", "String(300)"),
        ("Mapped[str | None]", "Mapped[str]"),
        ("nullable=False", "nullable=True"),
        (", index=True", ""),
        ("owners.id", "people.id"),
        ("ix_users_mail", "ix_users_address"),
        ("    age: int = 3\n", ""),
        ("Column(\"team_id\", Integer)", "Column(\"team_id\", Integer), Column(\"role\", String)"),
        ("    created_at: Mapped", "    made_at: Mapped"),
    ]);
}

#[test]
fn what_other_packages_bring_is_left_open() {
    let asked =
        of("class User(SQLAlchemyBaseUserTableUUID, Base):\n    __tablename__ = 'users'\n    name = Column(Text)\n    id = own_key()\n");
    assert_eq!(asked.get("users").map(String::as_str), Some("{} true"));
    assert!(!asked.contains_key("users.id"));
}

#[test]
fn any_text_has_some() {
    for text in [
        "",
        "class",
        "class A(A):\n    __tablename__ = 'a'\n    b = Column()",
        "a = Table(",
        "a = Table()",
        "class A(B):\n  x = Column(\nclass B(A): pass",
        "class A:\n  :",
    ] {
        of(text);
    }
}
