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
    name: Mapped[str] = mapped_column(sa.String(40))
    email: Mapped[str] = mapped_column(sa.Text)


class Carrier(Base):
    __tablename__ = "carriers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text, unique=True)
    display_name: Mapped[str] = mapped_column("displayName", sa.Text)


class Parcel(Base):
    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id", ondelete="RESTRICT"), index=True)
    carrier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("carriers.id"))
    tracking_number: Mapped[str] = mapped_column(sa.Text, unique=True)
    status: Mapped[str] = mapped_column(STATUS, server_default="created")
    weight_grams: Mapped[int | None]
    tracking_url: Mapped[str | None] = mapped_column(sa.Text)
    insured: Mapped[bool] = mapped_column(server_default=sa.false())
    service: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(sa.TIMESTAMP(timezone=True), server_default=sa.func.now())
    __table_args__ = (sa.Index("ix_parcels_not_weighed", "created_at", postgresql_where=sa.text("weight_grams IS NULL")),)


class Scan(Base):
    __tablename__ = "scans"
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(sa.Text)
    scanned_at: Mapped[str] = mapped_column(sa.TIMESTAMP(timezone=True), server_default=sa.func.now())
    __table_args__ = (sa.Index("ix_scans_parcel_id_scanned_at", "parcel_id", "scanned_at"),)




class Depot(Base):
    __tablename__ = "depots"
    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(sa.Text, unique=True)


carrier_depots = sa.Table(
    "carrier_depots",
    Base.metadata,
    sa.Column("carrier_id", sa.ForeignKey("carriers.id"), primary_key=True),
    sa.Column("depot_id", sa.ForeignKey("depots.id"), primary_key=True),
)
