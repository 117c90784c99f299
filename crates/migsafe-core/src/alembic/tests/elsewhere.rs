//! What files that are not read may do, and what they may not.

use super::sql;

#[test]
fn methods_of_what_nobody_knows_may_change_anything() {
    for (made, method) in [
        ("import third\nstorage = third.open_storage()", "keep"),
        ("import importlib\nstorage = importlib.import_module(given()).Storage()", "keep"),
        ("storage = given()", "keep"),
        ("storage = given", "inner.keep"),
    ] {
        assert_eq!(sql(&format!("{made}\nstorage.{method}(1)")), ["!"], "{made}");
        assert_eq!(
            sql(&format!("{made}\nasync def go():\n    await storage.{method}(1)\nimport asyncio\nasyncio.run(go())")),
            ["!"],
            "{made}"
        );
        // What it gives is used: it is asked for that.
        assert!(sql(&format!("{made}\nit = storage.{method}(1)")).is_empty(), "{made}");
        for method in ["append", "write", "raise_for_status", "update"] {
            assert!(sql(&format!("{made}\nstorage.{method}(1)")).is_empty(), "{method}");
        }
    }
    assert!(sql("import redis\nclient = redis.from_url(given())\nclient.delete('a')").is_empty());
    assert!(sql("import datetime\nmoment = datetime.datetime.now()\nmoment.isoformat()").is_empty());
}

#[test]
fn exceptions_that_are_made_do_nothing() {
    assert!(sql("from app.errors import OrderError\nOrderError('a')").is_empty());
    assert_eq!(sql("from app.orders import Order\nOrder('a')"), ["!"]);
}

#[test]
fn objects_of_classes_that_stand_on_a_session_are_sessions() {
    let body = "from sqlalchemy.orm import Session\nimport third\nclass Own(Session):\n    def __init__(self, engine):\n        super().__init__(engine)\n\
        \x20   def send(self, text):\n        super().execute(text)\nclass Order(Base):\n    __tablename__ = 'orders'\n\
        with Own(op.get_bind()) as session:\n    session.execute(sa.text('DELETE FROM a'))\n    session.send('DELETE FROM b')\n    session.add(Order(id=1))\n    third.go(session)";
    assert_eq!(sql(body), ["DELETE FROM a", "DELETE FROM b", "INSERT INTO orders (id) VALUES ($1)", "!"]);
}

#[test]
fn tables_of_models_may_be_called_after_their_classes() {
    let named = |maker: &str| {
        sql(&format!(
            "import re\nclass Named:\n    @declared_attr\n    def __tablename__(cls):\n        return {maker}\nclass Own(Named, Base): pass\n\
             class OrderLine(Own):\n    id = sa.Column(sa.Integer)\nclass Other(Own):\n    __tablename__ = 'other'\n\
             op.execute(sa.delete(OrderLine))\nop.execute(sa.delete(Other))"
        ))
    };
    for (maker, expected) in [
        ("cls.__name__.lower()", "orderline"),
        (r"re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()", "order_line"),
        (r"re.sub(r'([a-z])([A-Z])', r'\1_\2', cls.__name__).lower()", "order_line"),
        (r"re.sub('(?<=[a-z])(?=[A-Z])', '_', cls.__name__)", "Order_Line"),
        ("'_'.join([part.lower() for part in re.split('(?=[A-Z])', cls.__name__) if part])", "order_line"),
        ("''.join(['_' + it.lower() if it.isupper() else it for it in cls.__name__]).lstrip('_')", "order_line"),
    ] {
        assert_eq!(named(maker), [format!("DELETE FROM {expected}"), "DELETE FROM other".to_owned()], "{maker}");
    }
    assert_eq!(named("given(cls.__name__)"), ["!DELETE FROM …", "DELETE FROM other"]);
    assert_eq!(named("re.sub('(?P<a>x)(?P=a)', '', cls.__name__)"), ["!DELETE FROM …", "DELETE FROM other"]);
}

#[test]
fn functions_of_the_database_and_long_queries_are_read() {
    assert_eq!(sql("op.get_bind().execute(sa.func.shop.count_orders('a', given())).scalar()"), ["SELECT shop.count_orders('a', $1)"]);
    let query = "table = sa.table('a')\nquery = sa.select(table)\n";
    let more = "if given():\n    query = query.where(given())\n".repeat(12);
    let sent = sql(&format!("{query}{more}op.get_bind().execute(query)"));
    assert!(!sent.is_empty() && sent.iter().all(|one| one == "?SELECT FROM a"), "{sent:?}");
    assert_eq!(sql(&format!("{query}{more}query = given()\nop.get_bind().execute(query)")), ["!"]);
}

#[test]
fn values_that_a_run_puts_in_are_values_behind_comments_and_in_views() {
    let insert = "op.execute(f\"INSERT INTO a (b) SELECT {given()} -- it's one\\nFROM c /* {given()} */ WHERE d = {given()}\")";
    assert!(sql(insert)[0].starts_with('!'), "behind `SELECT` may stand several");
    let insert = "op.execute(f\"INSERT INTO a (b, d) SELECT c.b, {given()} -- it's one\\nFROM c /* both */ WHERE d = {given()}\")";
    assert_eq!(sql(insert), ["INSERT INTO a (b, d) SELECT c.b, $1 -- it's one\nFROM c /* both */ WHERE d = $1"]);
    let view = |query: &str| sql(&format!("op.execute(f\"CREATE OR REPLACE VIEW v AS {query}\")"));
    assert_eq!(view("SELECT b FROM a WHERE c = {given()}"), ["CREATE OR REPLACE VIEW v AS SELECT b FROM a WHERE c = $1"]);
    for query in [
        "SELECT b, {given()} FROM a",
        "SELECT b FROM {given()}",
        "SELECT $$x$$, b FROM a WHERE c = {given()}",
        "SELECT b FROM a WHERE c = -- {given()}\\n{given()} d",
    ] {
        assert!(view(query)[0].starts_with('!'), "{query}");
    }
}
