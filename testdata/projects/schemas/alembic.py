"""A parcel shop, in eight steps. A line that ends in `@3..5` is there in steps 3 to 5; see ../README.md."""

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

STATUS = sa.Enum("created", "in_transit", "delivered", name="parcel_status")


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))  # @..4
    name: Mapped[str] = mapped_column(sa.String(40))  # @5..
    email: Mapped[str | None] = mapped_column(sa.Text)  # @..5
    email: Mapped[str] = mapped_column(sa.Text)  # @6..
    fax: Mapped[str | None] = mapped_column(sa.Text)  # @..5


class Carrier(Base):
    __tablename__ = "carriers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)  # @..2
    code: Mapped[str] = mapped_column(sa.Text, unique=True)  # @3..
    display_name: Mapped[str] = mapped_column("displayName", sa.Text)


class Parcel(Base):
    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id", ondelete="CASCADE"), index=True)  # @..7
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id", ondelete="RESTRICT"), index=True)  # @8..
    carrier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("carriers.id"))
    reference: Mapped[str] = mapped_column(sa.Text)  # @..2
    reference: Mapped[str] = mapped_column(sa.Text, unique=True)  # @3..5
    tracking_number: Mapped[str] = mapped_column(sa.Text, unique=True)  # @6..
    status: Mapped[str] = mapped_column(STATUS, server_default="created")
    weight_grams: Mapped[int | None]
    tracking_url: Mapped[str | None] = mapped_column(sa.Text)  # @2..
    insured: Mapped[bool] = mapped_column(server_default=sa.false())  # @2..
    service: Mapped[str] = mapped_column(sa.Text)  # @4..
    created_at: Mapped[str] = mapped_column(sa.TIMESTAMP(timezone=True), server_default=sa.func.now())
    __table_args__ = (sa.Index("ix_parcels_not_weighed", "created_at", postgresql_where=sa.text("weight_grams IS NULL")),)  # @4..


class Scan(Base):  # @2..
    __tablename__ = "scans"  # @2..
    id: Mapped[int] = mapped_column(primary_key=True)  # @2..4
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)  # @5..
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id", ondelete="CASCADE"))  # @2..
    place: Mapped[str] = mapped_column(sa.Text)  # @2..
    scanned_at: Mapped[str] = mapped_column(sa.TIMESTAMP(timezone=True), server_default=sa.func.now())  # @2..
    __table_args__ = (sa.Index("ix_scans_parcel_id_scanned_at", "parcel_id", "scanned_at"),)  # @2..


class Label(Base):  # @2..6
    __tablename__ = "labels"  # @2..6
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id"), primary_key=True)  # @2..6
    body: Mapped[str] = mapped_column(sa.Text)  # @2..6


class Depot(Base):  # @7..
    __tablename__ = "depots"  # @7..
    id: Mapped[int] = mapped_column(primary_key=True)  # @7..
    city: Mapped[str] = mapped_column(sa.Text, unique=True)  # @7..


carrier_depots = sa.Table(  # @7..
    "carrier_depots",  # @7..
    Base.metadata,  # @7..
    sa.Column("carrier_id", sa.ForeignKey("carriers.id"), primary_key=True),  # @7..
    sa.Column("depot_id", sa.ForeignKey("depots.id"), primary_key=True),  # @7..
)  # @7..
