"""What alembic_utils adds."""

from alembic import op
from alembic_utils.pg_extension import PGExtension
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_materialized_view import PGMaterializedView
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from alembic_utils.pg_view import PGView

revision = "b2"
down_revision = "a1"

crypto = PGExtension(schema="public", signature="pgcrypto")
touch = PGFunction(
    schema="public",
    signature="touch(by integer DEFAULT 1)",
    definition="returns trigger as $$ begin new.code := 'x'; return new; end; $$ language plpgsql;",
)
twice = PGFunction(schema="public", signature="twice(n integer, of text DEFAULT 'a')", definition="returns integer as $$ select 2 * n $$ language sql")
seen = PGView(schema="public", signature="seen", definition="SELECT id, code FROM shop_item;")
kept = PGMaterializedView(schema="public", signature="kept", definition="SELECT id FROM shop_item", with_data=False)
touched = PGTrigger(
    schema="public",
    signature="touched",
    on_entity="public.shop_item",
    definition="BEFORE UPDATE ON public.shop_item FOR EACH ROW EXECUTE FUNCTION public.touch()",
)
own = PGPolicy(schema="public", signature="own", on_entity="shop_item", definition="AS PERMISSIVE FOR SELECT TO public USING (id > 0)")


def upgrade() -> None:
    for entity in (crypto, touch, twice, seen, kept, touched, own):
        op.create_entity(entity)
    for entity in (touch, kept, own):
        op.replace_entity(entity)
    op.drop_entity(own)
    op.drop_entity(touched)
    op.drop_entity(kept)
    op.drop_entity(seen)
    op.drop_entity(twice, cascade=True)
