//! What other files of the project say, and what classes and models do.

use std::sync::Arc;

use super::super::{Module, Modules};
use super::sql;
use crate::source::{Language, Script};
use crate::sql::Statement;

/// The statements of a revision that may import these modules.
fn read(body: &str, modules: &[(&str, &str, &str)]) -> (String, Vec<Statement>) {
    let indented: String = body.lines().flat_map(|line| ["    ", line, "\n"]).collect();
    let text = format!("{}from app import helpers\nfrom app.helpers import *\ndef upgrade():\n{indented}", super::HEAD);
    let modules = Modules::new(modules.iter().map(|(name, path, text)| Module::read(name, (*path).into(), text)));
    let language = Language::Python;
    let script = Script { path: "a.py".into(), text: text.as_str().into(), language, modules: Arc::new(modules), ..Script::default() };
    (text, super::super::read(&script))
}

const HELPERS: &str = "from alembic import op\nfrom .names import PREFIX as P, both\nimport sqlalchemy as sa\n\n\
def drop(name, suffix='_x'):\n    op.drop_table(P + name + suffix)\n\n\
def ask(bind, name):\n    return sa.inspect(bind).has_table(name)\n\n\
def send(text):\n    op.execute('''\n        SELECT 1\n    ''')\n    op.execute(text)\n    other.go()\n    op.drop_table(given())\n\n\
def forever(x):\n    forever(x)\n";

const NAMES: &str = "PREFIX = 'app_'\ndef both(first, second):\n    return [first, second]\n";

fn shown(body: &str) -> Vec<String> {
    let files = [("app.helpers", "app/helpers.py", HELPERS), ("app.names", "app/names.py", NAMES)];
    let show = |statement: &Statement| match &statement.sql {
        Some(sql) if statement.is_understood() => sql.replace('"', ""),
        _ => statement.not_understood.iter().map(|part| part.why.as_str()).collect::<Vec<_>>().join("; "),
    };
    read(body, &files).1.iter().map(show).collect()
}

#[test]
fn helpers_in_other_files_of_the_project_are_followed() {
    assert_eq!(shown("helpers.drop('a')\ndrop('b', suffix='')"), ["DROP TABLE app_a_x", "DROP TABLE app_b"]);
    assert_eq!(shown("for t in helpers.both('a', 'b'):\n    drop(t)"), ["DROP TABLE app_a_x", "DROP TABLE app_b_x"]);
    assert_eq!(shown("if helpers.ask(op.get_bind(), 'a'):\n    drop('a')\nhelpers.forever(given)"), ["DROP TABLE app_a_x"]);
}

#[test]
fn what_is_not_understood_in_another_file_is_said_with_its_place_there_and_stands_at_the_call() {
    let files = [("app.helpers", "app/helpers.py", HELPERS)];
    let (text, statements) = read("helpers.send('DROP TABLE a')", &files);
    let whole = "helpers.send('DROP TABLE a')";
    assert!(statements.iter().all(|statement| statement.span.of(&text) == whole), "{statements:?}");
    let operations: Vec<&str> = statements.iter().flat_map(|it| &it.operations).map(|it| it.span.of(&text)).collect();
    assert!(operations.contains(&"DROP TABLE a"), "{operations:?}");
    let why: Vec<&str> = statements.iter().flat_map(|it| &it.not_understood).map(|part| part.why.as_str()).collect();
    assert_eq!(why.first(), Some(&"in app/helpers.py, line 16: `go` is defined elsewhere and may change anything"));
    assert_eq!(why[1..], ["in app/helpers.py, line 17: the name of the table is known only when the migration runs"]);
    // Without the file nothing is known.
    assert!(read("helpers.send('x')", &[]).1.iter().all(|statement| !statement.is_understood()));
}

#[test]
fn a_naming_convention_of_another_file_gives_names() {
    let orm = "import sqlalchemy as sa\nmeta = sa.MetaData(naming_convention={'fk': 'fk_%(table_name)s_%(column_0_name)s'})\n";
    let body = "from app import orm\nnames = orm.meta.naming_convention\nwith op.batch_alter_table('a') as batch:\n    \
                batch.drop_constraint(names['fk'] % dict(table_name='a', column_0_name='b'), type_='foreignkey')\n    batch.drop_constraint(names['uq'])";
    let (_, statements) = read(body, &[("app.orm", "app/orm.py", orm)]);
    let sent: Vec<_> = statements.iter().map(|it| (it.is_understood(), it.sql.as_deref().unwrap_or_default())).collect();
    assert_eq!(sent[0], (true, "ALTER TABLE a DROP CONSTRAINT fk_a_b"));
    assert!(!sent[1].0, "{sent:?}");
}

#[test]
fn imports_are_named_from_the_package_that_holds_the_file() {
    let module = |name: &str, path: &str, text: &str| Module::read(name, path.into(), text).imports().iter().cloned().collect::<Vec<_>>();
    let text = "from . import a\nfrom .b import c\nfrom ..d import e\nimport f.g\ndef h():\n    from i import *\n";
    assert_eq!(module("x.y.z", "x/y/z.py", text), ["f", "f.g", "i", "x.d.e", "x.y.a", "x.y.b.c"]);
    assert_eq!(module("x.y", "x/y/__init__.py", text), ["f", "f.g", "i", "x.d.e", "x.y.a", "x.y.b.c"]);
    assert_eq!(module("x", "x.py", "from ...a import b"), [] as [&str; 0]);
}

#[test]
fn what_a_package_takes_from_its_module_of_the_same_name_hides_the_module() {
    let files = [
        ("app", "app/__init__.py", "from .db import db\n"),
        ("app.db", "app/db.py", "db = SQLAlchemy()\n"),
        ("app.helpers", "app/helpers.py", "from app import db\ndef go():\n    db.session.execute('SELECT 1')\n    db.session.commit()\n"),
    ];
    let (_, statements) = read("helpers.go()", &files);
    let sent: Vec<_> = statements.iter().map(|statement| (statement.sql.as_deref(), statement.is_understood())).collect();
    assert_eq!(sent, [(Some("SELECT 1"), true)]);
}

#[test]
fn the_fields_of_a_dataclass_are_filled_in_order() {
    let body = "@dataclass\nclass Named:\n    name: str\n@dataclass\nclass Pair(Named):\n    first: str\n    second: str = 'z'\n\
                for pair in [Pair('a', 'x'), Pair('b', 'x', second='y'), Pair(name='c', first='w')]:\n    \
                op.execute(f'ALTER TABLE {pair.name} RENAME {pair.first} TO {pair.second}')";
    assert_eq!(super::sql(body), ["ALTER TABLE a RENAME x TO z", "ALTER TABLE b RENAME x TO y", "ALTER TABLE c RENAME w TO z"]);
    // An attribute of a plain class is no field.
    assert_eq!(super::sql("class Plain:\n    a = 'x'\nop.drop_table(Plain('y').a)"), ["!DROP TABLE …"]);
}

#[test]
fn files_that_lie_beside_a_revision_are_read() {
    let files =
        [("db/migrations/versions/a.sql", "SELECT 1"), ("db/migrations/sql/b.sql", "SELECT 2"), ("app/sql/c.sql", "SELECT :n; SELECT 4")];
    let sql = |body: &str| -> Vec<String> {
        let indented: String = body.lines().flat_map(|line| ["    ", line, "\n"]).collect();
        let text =
            format!("{}import os, pathlib, importlib.resources as res\nfrom pathlib import Path\ndef upgrade():\n{indented}", super::HEAD);
        let modules = Modules::new([]).beside(files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect());
        let path = "db/migrations/versions/a.py".into();
        let script = Script { path, text: text.into(), language: Language::Python, modules: Arc::new(modules), ..Script::default() };
        super::super::read(&script)
            .iter()
            .map(|statement| if statement.is_understood() { statement.sql.clone().unwrap_or_default() } else { "!".to_owned() })
            .collect()
    };
    for body in [
        "op.execute(Path(__file__).with_suffix('.sql').read_text())",
        "op.execute(open(__file__.replace('.py', '.sql')).read())",
        "with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'a.sql'), encoding='utf-8') as file:\n    op.execute(file.read())",
        "op.execute(sa.text((Path(__file__).resolve().parent / 'a.sql').read_text(encoding='utf-8')))",
        "with Path(__file__).with_name('a.sql').open() as file:\n    op.execute(file.read())",
        "for name in ['a']:\n    op.execute(Path(__file__).parent.joinpath(f'{name}.sql').read_text())",
    ] {
        assert_eq!(sql(body), ["SELECT 1"], "{body}");
    }
    for body in [
        "op.execute((Path(__file__).parents[1] / 'sql' / 'b.sql').read_text())",
        "op.execute(pathlib.Path(__file__, '..', '..', 'sql', 'b.sql').read_text())",
        "op.execute(open('migrations/sql/b.sql').read())",
    ] {
        assert_eq!(sql(body), ["SELECT 2"], "{body}");
    }
    for body in [
        "op.execute(res.read_text('app.sql', 'c.sql'))",
        "op.execute(res.files('app').joinpath('sql/c.sql').read_text())",
        "op.execute((res.files('app.sql') / 'c.sql').read_text())",
    ] {
        assert_eq!(sql(body), ["SELECT $1;", "SELECT 4"], "{body}");
    }
    // One that is not there, one of two, and what a run puts in.
    for body in [
        "open('d.sql').read()",
        "open('/etc/a.sql').read()",
        "open(given()).read()",
        "Path(given()).read_text()",
        "res.read_text('app.sql')",
    ] {
        assert_eq!(sql(&format!("op.execute({body})")), ["!"], "{body}");
    }
}

#[test]
fn classes_are_followed() {
    let body = "class Base:\n    def __init__(self, table):\n        self.table = table\n    def run(self):\n        self.execute()\n\
        class Drop(Base):\n    def __init__(self, table):\n        super().__init__(table + '_x')\n    def execute(self):\n        op.drop_table(self.table)\n\
        Drop('a').run()\nhelper = Drop('b')\nhelper.run()\nhelper.missing()\n\
        class Static:\n    @staticmethod\n    def go(name):\n        op.drop_table(name)\n    @property\n    def name(self):\n        return 'd'\n\
        Static.go('c')\nStatic.go(Static().name)";
    assert_eq!(sql(body), ["DROP TABLE a_x", "DROP TABLE b_x", "!", "DROP TABLE c", "DROP TABLE d"]);
    assert_eq!(sql("import third\nthird.Helper('a').run()\nthird.loads('a').pop('b')"), ["!"]);
}

#[test]
fn types_of_the_project_are_what_they_say_for_postgresql() {
    let body = "from sqlalchemy.dialects import mysql\nclass Long(sa.types.TypeDecorator):\n    impl = sa.Text\n    def load_dialect_impl(self, dialect):\n        \
        if dialect.name == 'mysql':\n            return dialect.type_descriptor(mysql.LONGTEXT())\n        return dialect.type_descriptor(sa.String(5))\n\
        class Plain(sa.types.TypeDecorator):\n    impl = sa.Text\nclass Own(sa.types.UserDefinedType):\n    def get_col_spec(self, **kw):\n        return 'halfvec'\n\
        op.alter_column('a', 'b', type_=Long())\nop.alter_column('a', 'b', type_=Plain)\nop.alter_column('a', 'b', type_=Own())";
    let alter = |data_type: &str| format!("ALTER TABLE a ALTER COLUMN b TYPE {data_type}");
    assert_eq!(sql(body), [alter("VARCHAR(5)"), alter("TEXT"), alter("halfvec")]);
}

#[test]
fn rows_of_models_are_rows_of_their_tables() {
    let body = "class User(Base):\n    __tablename__ = 'users'\n    id = sa.Column(sa.Integer, primary_key=True)\n    name = sa.Column(sa.Text)\n\
        session = sa.orm.Session(bind=op.get_bind())\nop.bulk_insert(User.__table__, [{'id': 1}])\nop.execute(sa.update(User).where(User.id == 1).values(name='x'))\n\
        session.query(User).filter(User.id == 2).delete()\nsession.query(User).update({User.name: 'y'})\nsession.add(User(id=3))\n\
        for user in session.query(User).filter(User.id > 4):\n    user.name = 'z'\n    session.delete(user)\nsession.merge(given)\n\
        for other in given:\n    other.name = 'z'\nsession.commit()\nop.execute(sa.MetaData().tables['s.t'].delete())";
    let expected = [
        "INSERT INTO users (id) VALUES ($1)",
        "UPDATE users SET name = $1 WHERE (users.id = 1)",
        "DELETE FROM users WHERE (users.id = 2)",
        "UPDATE users SET name = $1",
        "INSERT INTO users (id) VALUES ($1)",
        "?UPDATE users SET name = $1 WHERE …",
        "?DELETE FROM users WHERE …",
        "!",
        "!",
        "DELETE FROM s.t",
    ];
    assert_eq!(sql(body), expected);
}

#[test]
fn ways_through_a_branch_are_kept_apart() {
    let body = "names = ['a']\nif given():\n    names += ['b']\nfor name in names:\n    op.drop_table(name)\n\
        text = 'DELETE FROM c' if given() else 'DELETE FROM d'\nop.execute(text)\n\
        def pick():\n    if given():\n        return ['e']\n    return ['f']\nfor name in pick():\n    op.drop_table(name)\n\
        if given():\n    op.drop_table('g')\nelse:\n    op.drop_table('g')";
    let expected = [
        "DROP TABLE a",
        "?DROP TABLE b",
        "?DELETE FROM c",
        "?DELETE FROM d",
        "?DROP TABLE e",
        "?DROP TABLE f",
        "?DROP TABLE g",
        "?DROP TABLE g",
    ];
    assert_eq!(sql(body), expected);
    // A helper with two ways to the same is one call.
    let helper = "def drop(name):\n    if given():\n        go(name)\n    else:\n        go(name)\ndef go(name):\n    op.drop_table(name)\ndrop('a')";
    assert_eq!(sql(helper).len(), 1);
    assert_eq!(
        sql("def find():\n    for x in given():\n        if x:\n            return x\nop.drop_table(find() or 'a')"),
        ["!DROP TABLE …"]
    );
}

#[test]
fn a_dialect_that_is_not_postgresql_is_passed_over() {
    let body = "from sqlalchemy.dialects.mysql.base import MySQLDialect\nfrom sqlalchemy.dialects.postgresql.base import PGDialect\nbind = op.get_bind()\n\
        if isinstance(bind.dialect, MySQLDialect):\n    op.drop_table('a')\nif isinstance(bind.dialect, PGDialect):\n    op.drop_table('b')\n\
        if bind.engine.name == 'mysql':\n    op.drop_table('c')\nquote = bind.dialect.identifier_preparer.quote\nop.execute(f'DROP TABLE {quote(\"d\")}')";
    assert_eq!(sql(body), ["DROP TABLE b", "DROP TABLE d"]);
}

#[test]
fn only_what_can_be_nothing_else_is_a_value() {
    let body = "x = given()\nop.execute(f'UPDATE a SET b = {x} WHERE c IN {x} AND d > {x}')\nop.execute(f'DELETE FROM a WHERE {x}')\n\
        op.execute(f'INSERT INTO a (b, {x}) VALUES (1, {x})')\nop.execute(f'ALTER SEQUENCE s RESTART WITH {x}')\nop.execute(f\"UPDATE a SET b = '{x}' -- {x}\")";
    let expected = [
        "UPDATE a SET b = $1 WHERE c IN ($1) AND d > $1",
        "!DELETE FROM a WHERE …",
        "!INSERT INTO a (b, …) VALUES (1, …)",
        "ALTER SEQUENCE s RESTART WITH 1",
        "!UPDATE a SET b = '…'",
    ];
    assert_eq!(sql(body), expected);
}

#[test]
fn a_program_may_do_anything_and_a_standard_module_does_nothing_here() {
    let body = "import subprocess, os, shutil, third\nsubprocess.run(['psql'])\nos.system('psql')\nos.makedirs('x')\nshutil.copy('a', 'b')\nthird.go()";
    assert_eq!(sql(body), ["!", "!", "!"]);
}

#[test]
fn extensions_send_what_their_code_says() {
    let sync = |more: &str| super::sql(&format!("op.sync_enum_values('public', 'mood', ['sad'], ['sad', 'ok', 'it\\'s']{more})"));
    assert_eq!(sync(""), ["COMMIT", "ALTER TYPE public.mood ADD VALUE 'ok'", "ALTER TYPE public.mood ADD VALUE 'it''s'"]);
    let anew = sync(", [('t', 'c')], True");
    assert_eq!(anew[1], "CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'it''s')");
    assert_eq!(anew[2], "ALTER TABLE t ALTER COLUMN c TYPE public.mood USING c::text::public.mood");
    assert_eq!(super::sql("op.sync_enum_values('public', 'mood', given(), ['sad'])"), ["!"]);
    let search = |call: &str| super::sql(&format!("import sqlalchemy_searchable as ss\nss.vectorizer.clear()\nss.{call}"));
    let gone = ["DROP TRIGGER IF EXISTS t_v_trigger ON t", "DROP FUNCTION IF EXISTS t_v_update()"];
    assert_eq!(search("drop_trigger(op.get_bind(), 't', 'v')"), gone);
    let made = search("sync_trigger(op.get_bind(), 't', 'v', ['a', 'b'])");
    assert_eq!(made[..2], gone);
    assert_eq!(made[4], "UPDATE t SET a = a");
    assert_eq!(made.len(), 5);
    assert_eq!(search("sync_trigger(op.get_bind(), 't', 'v', ['a'], update_rows=False)").len(), 4);
    assert_eq!(search("sync_trigger(op.get_bind(), 't', 'v', ['a'], options=given())"), ["!"]);
}

#[test]
fn an_enum_is_synchronised_by_a_new_type() {
    let body = "op.sync_enum_values('public', 'state', ['a', 'b'], [('t', 'c')])\nfrom alembic_postgresql_enum import TableReference, ColumnType\n\
        op.sync_enum_values(enum_schema='s', enum_name='k', new_values=['x'], affected_columns=[TableReference(table_schema='r', table_name='t', column_name='c', \
        column_type=ColumnType.ARRAY, existing_server_default=\"'{x}'::s.k[]\")], enum_values_to_rename=[])\nop.sync_enum_values('public', 'state', given(), [])";
    let expected = [
        "ALTER TYPE public.state RENAME TO state_old",
        "CREATE TYPE public.state AS ENUM ('a', 'b')",
        "ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT",
        "ALTER TABLE public.t ALTER COLUMN c TYPE public.state USING c::text::public.state",
        "DROP TYPE public.state_old",
        "ALTER TYPE s.k RENAME TO k_old",
        "CREATE TYPE s.k AS ENUM ('x')",
        "ALTER TABLE r.t ALTER COLUMN c DROP DEFAULT",
        "ALTER TABLE r.t ALTER COLUMN c TYPE s.k[] USING c::text[]::s.k[]",
        "ALTER TABLE r.t ALTER COLUMN c SET DEFAULT '{x}'::s.k[]",
        "DROP TYPE s.k_old",
        "!",
    ];
    assert_eq!(sql(body), expected);
}

#[test]
fn what_a_module_adds_to_its_own_list_is_in_it() {
    let text = "from alembic import op\nSTEPS = []\nBY_NAME = {}\ndef step(own):\n    STEPS.append(own)\n    return own\ndef named(name):\n    def around(own):\n        BY_NAME[name] = own\n        return own\n    return around\n\
                @step\ndef one():\n    op.drop_table('a')\n@named('two')\ndef two():\n    op.drop_table('b')\ndef three():\n    op.drop_table('c')\nSTEPS.append(three)\n";
    let files = [("app.steps", "app/steps.py", text)];
    let sent = |body: &str| {
        let (_, statements) = read(body, &files);
        statements.iter().map(super::shown).collect::<Vec<_>>()
    };
    assert_eq!(sent("from app.steps import STEPS\nfor own in STEPS:\n    own()"), ["DROP TABLE a", "DROP TABLE c"]);
    assert_eq!(sent("from app import steps\nsteps.BY_NAME['two']()"), ["DROP TABLE b"]);
}
