//! Rows behind queries, generators and relationships, and tables made from models.

use super::sql;

const MODELS: &str = "class Mixin:
    uuid = sa.Column(sa.Uuid)
class Tag(Mixin, Base):
    __tablename__ = 'tags'
    id = sa.Column(sa.Integer, primary_key=True)
    owner_id = sa.Column(sa.Integer, sa.ForeignKey('owners.id'))
    owner = sa.orm.relationship('Owner')
    notes = sa.orm.relationship('Owner', secondary='tag_notes')
class Owner(Base):
    __tablename__ = 'owners'
    id = sa.Column(sa.Integer, primary_key=True)
session = sa.orm.Session(bind=op.get_bind())
";

fn with_models(body: &str) -> Vec<String> {
    sql(&format!("{MODELS}{body}"))
}

#[test]
fn tables_are_made_from_models() {
    let sent = with_models("Tag.__table__.create(op.get_bind())\nBase.metadata.drop_all(bind=op.get_bind(), tables=[Owner.__table__])");
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].starts_with("?CREATE TABLE tags (uuid UUID, id SERIAL NOT NULL, owner_id"), "{sent:?}");
    assert_eq!(sent[1], "?DROP TABLE owners");
    assert_eq!(with_models("Base.metadata.create_all(bind=op.get_bind())"), ["!"]);
    assert_eq!(
        with_models(
            "models = {name: type(name, (Mixin, Base), {'__tablename__': name}) for name in ['a', 'b']}\nfor name, model in models.items():\n    session.query(model).delete()"
        ),
        ["DELETE FROM a", "DELETE FROM b"]
    );
}

#[test]
fn rows_are_followed_through_generators_lists_and_relationships() {
    let update = "?UPDATE tags SET id = $1 WHERE …";
    let pages = "def pages(query):\n    for row in session.execute(query).fetchmany(5):\n        yield row[0]\nfor tag in pages(session.query(Tag)):\n    tag.id = 1\n";
    assert_eq!(with_models(pages), [update]);
    assert_eq!(with_models("for at, tag in enumerate(session.query(Tag).all()):\n    tag.id = 1"), [update]);
    assert_eq!(with_models("for tag, owner in session.query(Tag, Owner):\n    tag.id = 1"), [update]);
    assert_eq!(
        with_models(
            "found = {}\nfor tag in session.query(Tag):\n    found[tag] = 1\nfor tag, n in found.items():\n    session.delete(tag)"
        ),
        ["?DELETE FROM tags WHERE …"]
    );
    let tag = "tag = session.query(Tag).first()\n";
    assert_eq!(with_models(&format!("{tag}tag.owner.id = 2")), ["UPDATE owners SET id = $1 WHERE …"]);
    assert_eq!(with_models(&format!("{tag}tag.owner = None")), ["UPDATE tags SET owner_id = $1 WHERE …"]);
    let between = ["DELETE FROM tag_notes WHERE …", "INSERT INTO tag_notes DEFAULT VALUES"];
    assert_eq!(with_models(&format!("{tag}tag.notes = []")), between);
    assert_eq!(with_models("session.add_all([Tag(id=n) for n in given])"), ["?INSERT INTO tags (id) VALUES ($1)"]);
    assert_eq!(with_models("session.merge(Tag(id=1))"), ["?UPDATE tags SET id = $1 WHERE …", "?INSERT INTO tags (id) VALUES ($1)"]);
}

#[test]
fn models_do_what_their_own_methods_do() {
    let body = "class Base:
    def save(self):
        session.add(self)
        session.commit()
    @classmethod
    def find(cls, given):
        return cls.query.filter_by(id=given).first()
class Note(Base):
    __tablename__ = 'notes'
    id = sa.Column(sa.Integer, primary_key=True)
    text = sa.Column(sa.Text)
session = sa.orm.Session(bind=op.get_bind())
Note(text='a').save()
for key in given():
    note = Note.find(key)
    note.text = 'b'
    note.save()
Note.query.filter(Note.text == 'c').delete()";
    assert_eq!(
        sql(body),
        ["INSERT INTO notes (text) VALUES ($1)", "?UPDATE notes SET text = $1 WHERE …", "DELETE FROM notes WHERE (notes.text = 'c')"]
    );
    // What a class of another package does is not known.
    assert_eq!(with_models("Tag(id=1).save()\nfor tag in session.query(Tag):\n    tag.publish()"), ["!", "!"]);
}

#[test]
fn what_a_row_is_related_to_is_changed_by_its_collections() {
    let tag = "tag = session.query(Tag).first()\n";
    let changed = |change: &str| with_models(&format!("{tag}{change}"));
    let (insert, delete) = ("INSERT INTO tag_notes DEFAULT VALUES", "DELETE FROM tag_notes WHERE …");
    assert_eq!(changed("tag.notes.append(given())"), [insert]);
    assert_eq!(changed("tag.notes.remove(given())"), [delete]);
    assert_eq!(changed("tag.notes.clear()"), [delete]);
    assert_eq!(changed("tag.owner.add(given())"), ["UPDATE tags SET owner_id = $1 WHERE …"]);
    assert!(changed("tag.given.append(1)").is_empty());
}

#[test]
fn rows_are_stored_in_bulk() {
    let tags = "tags = [Tag(id=n) for n in given()]\nsession.bulk_save_objects(tags)";
    assert_eq!(with_models(tags), ["?INSERT INTO tags (id) VALUES ($1)"]);
    assert_eq!(with_models("session.bulk_save_objects(given())"), ["!"]);
    let rows = "[{'id': 1, 'owner_id': 2}]";
    assert_eq!(with_models(&format!("session.bulk_insert_mappings(Tag, {rows})")), ["INSERT INTO tags (id, owner_id) VALUES ($1, $1)"]);
    assert_eq!(with_models(&format!("session.bulk_update_mappings(Tag, {rows})")), ["UPDATE tags SET owner_id = $1 WHERE …"]);
    assert_eq!(with_models("session.bulk_update_mappings(given(), [])"), ["!"]);
}

#[test]
fn a_row_that_is_asked_for_may_be_none() {
    let body = "tag = session.query(Tag).filter(Tag.id == 1).first()\nif not tag:\n    session.add(Tag(id=1))\nelse:\n    tag.id = 2";
    assert_eq!(with_models(body), ["?INSERT INTO tags (id) VALUES ($1)", "?UPDATE tags SET id = $1 WHERE …"]);
}

#[test]
fn what_a_run_adds_to_a_query_leaves_its_kind_known() {
    let body = "t = sa.table('t')\nstatement = t.delete().where(t.c.a == 1)\nif given():\n    statement = statement.where(t.c.b == 2)\nop.execute(statement.returning(t.c.a))";
    assert_eq!(sql(body), ["DELETE FROM t WHERE (t.a = 1)"]);
    assert_eq!(sql("for name in [n for n in ['a', 'b'] if n in given()]:\n    op.drop_table(name)"), ["?DROP TABLE a", "?DROP TABLE b"]);
}

#[test]
fn what_python_says_of_lists_versions_and_addresses() {
    assert_eq!(
        sql("op.execute(f\"SELECT '{[-2, 0]}'\")\nop.execute(f'SELECT a FROM t WHERE b IN {(1, 2)}')"),
        ["SELECT '[-2, 0]'", "SELECT a FROM t WHERE b IN (1, 2)"]
    );
    assert_eq!(
        sql("if str(op.get_bind().engine.url).startswith('mysql'):\n    op.drop_table('a')\nelse:\n    op.drop_table('b')"),
        ["DROP TABLE b"]
    );
    let version = "version = op.get_bind().dialect.server_version_info\nif version and version[0] > 10:\n    op.drop_table('a')\nif version >= (16,):\n    op.drop_table('b')";
    assert_eq!(sql(version), ["DROP TABLE a", "?DROP TABLE b"]);
    let default = "op.add_column('t', sa.Column('a', sa.Text(), server_default=str(limits.HIGH)))";
    assert_eq!(sql(default), ["ALTER TABLE t ADD COLUMN a TEXT DEFAULT '…'"]);
}
