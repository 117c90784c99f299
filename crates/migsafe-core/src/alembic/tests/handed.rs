//! Functions as values, and what Python calls without a call that is written.

use super::{HEAD, sql};
use crate::source::{Language, Script};

/// What a whole module sends.
fn module(text: &str) -> Vec<String> {
    let text = format!("{HEAD}{text}");
    let script = Script { path: "a.py".into(), text: text.into(), language: Language::Python, ..Script::default() };
    super::super::read(&script).iter().map(super::shown).collect()
}

const DROPPED: &[&str] = &["DROP TABLE a"];

#[test]
fn the_function_that_the_name_stands_for_at_the_end_runs() {
    let drop = "def other():\n    op.drop_table('a')\n";
    assert_eq!(module(&format!("{drop}def upgrade():\n    pass\nupgrade = other\n")), DROPPED);
    assert_eq!(module(&format!("{drop}upgrade = other\n")), DROPPED);
    assert_eq!(module("upgrade = lambda: op.drop_table('a')\n"), DROPPED);
    let around = "def around(inner):\n    def outer(*args, **named):\n        op.drop_table('a')\n        return inner(*args, **named)\n    return outer\n";
    assert_eq!(module(&format!("{around}@around\ndef upgrade():\n    op.drop_table('b')\n")), ["DROP TABLE a", "DROP TABLE b"]);
    assert_eq!(module(&format!("{around}def up():\n    op.drop_table('b')\nupgrade = around(up)\n")), ["DROP TABLE a", "DROP TABLE b"]);
    let unknown = "from helper import logged, given\n@given('x')\n@logged\ndef upgrade():\n    op.drop_table('a')\n";
    assert_eq!(module(unknown), ["!", "!", "DROP TABLE a"]);
    let kept = "from functools import wraps\ndef around(inner):\n    @wraps(inner)\n    def outer():\n        inner()\n    return outer\n@around\ndef upgrade():\n    op.drop_table('a')\n";
    assert_eq!(module(kept), DROPPED);
}

#[test]
fn what_is_bound_in_part_is_called_with_the_rest() {
    let partial = "from functools import partial\n";
    assert_eq!(sql(&format!("{partial}drop = partial(op.drop_table, 'a')\ndrop()")), DROPPED);
    assert_eq!(sql(&format!("{partial}partial(op.drop_column, 'a', column_name='x')()")), ["ALTER TABLE a DROP COLUMN x"]);
    assert_eq!(sql(&format!("{partial}def go(a, b):\n    op.drop_column(a, b)\npartial(go, b='x')('a')")), ["ALTER TABLE a DROP COLUMN x"]);
}

#[test]
fn functions_are_called_by_whatever_name() {
    assert_eq!(sql("list(map(op.drop_table, ['a', 'b']))"), ["DROP TABLE a", "DROP TABLE b"]);
    assert_eq!(sql("list(map(lambda a, b: op.drop_column(a, b), ['a'], ['x']))"), ["ALTER TABLE a DROP COLUMN x"]);
    assert_eq!(sql("list(map(op.drop_table, given()))"), ["?!DROP TABLE …"]);
    assert_eq!(sql("{'drop': op.drop_table}['drop']('a')"), DROPPED);
    assert_eq!(sql("run = op.get_bind().execute\nrun(sa.text('DROP TABLE a'))"), DROPPED);
    assert_eq!(sql("class Actions:\n    drop = staticmethod(op.drop_table)\nActions.drop('a')"), DROPPED);
    assert_eq!(sql("class Held: pass\nheld = Held()\nheld.drop = op.drop_table\nheld.drop('a')"), DROPPED);
    assert_eq!(sql("(op.drop_table if given() else print)('a')"), ["?DROP TABLE a"]);
    assert_eq!(sql("try:\n    from alembic import op as own\nexcept ImportError:\n    own = None\nown.drop_table('a')"), DROPPED);
    assert_eq!(sql("from alembic.operations import Operations\nOperations(op.get_context()).drop_table('a')"), DROPPED);
    assert_eq!(
        sql("from alembic.operations import Operations\nwith Operations.context(given()) as own:\n    own.drop_table('a')"),
        DROPPED
    );
    assert_eq!(sql("async def go(conn, name):\n    await conn.execute(sa.text(f'DROP TABLE {name}'))\nop.run_async(go, 'a')"), DROPPED);
}

#[test]
fn a_function_in_the_hands_of_others_may_be_called() {
    let go = "def go(name):\n    op.drop_table('a')\n";
    let sent = |call: &str| sql(&format!("import functools\nfrom threading import Thread\n{go}{call}"));
    for call in ["sorted(['x'], key=go)", "max(['x'], key=go)", "filter(go, ['x'])"] {
        assert_eq!(sent(call), DROPPED, "{call}");
    }
    assert_eq!(sent("sorted(given(), key=go)"), ["?DROP TABLE a"]);
    assert_eq!(sent("functools.reduce(go, ['x'])"), [""; 0]);
    assert_eq!(sent("Thread(target=go).start()"), ["?DROP TABLE a"]);
    assert_eq!(sql("import helper\nhelper.retry(op.drop_table, 'a')"), ["?!DROP TABLE …", "!"]);
    assert_eq!(sql("import itertools\nlist(itertools.starmap(op.drop_column, given()))"), ["?!ALTER TABLE … DROP COLUMN …"]);
    assert_eq!(sql("import operator\noperator.methodcaller('drop_table', 'a')(op)"), DROPPED);
    // Nothing of it reaches the database, or nobody calls it.
    assert_eq!(sql("sorted(['x'], key=lambda name: name.lower())\nprint(op.drop_table)\nisinstance(op.drop_table, object)"), [""; 0]);
}

#[test]
fn what_python_calls_by_itself_is_followed() {
    let class = |methods: &str| format!("class Own:\n{methods}");
    let drops = |method: &str| class(&format!("    def {method}:\n        op.drop_table('a')\n"));
    assert_eq!(sql(&format!("{}Own()()", drops("__call__(self)"))), DROPPED);
    assert_eq!(sql(&format!("{}Own()['x']", drops("__getitem__(self, name)"))), DROPPED);
    assert_eq!(sql(&format!("{}with Own():\n    op.drop_table('b')", drops("__exit__(self, *what)"))), ["DROP TABLE b", "DROP TABLE a"]);
    let enters = class("    def __enter__(self):\n        return op\n    def __exit__(self, *what): pass\n");
    assert_eq!(sql(&format!("{enters}with Own() as own:\n    own.drop_table('a')")), DROPPED);
    assert_eq!(sql(&format!("{}Own() + 'x'", drops("__add__(self, other)"))), ["?DROP TABLE a"]);
    assert_eq!(sql(&format!("{}own = Own()\ndel own", drops("__del__(self)"))), ["?DROP TABLE a"]);
    assert_eq!(sql("assert op.drop_table('a') is None"), DROPPED);
    assert_eq!(sql("def go(what=op.drop_table('a')): pass"), DROPPED);
}

#[test]
fn what_a_text_does_as_python_only_a_run_can_tell() {
    assert_eq!(sql("exec(\"op.drop_table('a')\")"), ["!"]);
    assert_eq!(sql("eval(\"op.drop_table('a')\")"), ["!"]);
    assert_eq!(sql("globals()['go']()"), ["!"]);
}

#[test]
fn names_of_others_are_bound_for_them() {
    let global = "names = []\ndef fill():\n    global names\n    names = ['a']\ndef upgrade():\n    fill()\n    for name in names:\n        op.drop_table(name)\n";
    assert_eq!(module(global), DROPPED);
    let around = "name = 'x'\ndef pick():\n    nonlocal name\n    name = 'a'\npick()\nop.drop_table(name)";
    assert_eq!(sql(around), DROPPED);
    let by_chance = "name = 'x'\ndef pick():\n    nonlocal name\n    if given():\n        name = 'a'\npick()\nop.drop_table(name)";
    assert_eq!(sql(by_chance), ["?DROP TABLE x", "?DROP TABLE a"]);
}

#[test]
fn a_default_is_made_once() {
    let body = "def collect(name, into=[]):\n    into.append(name)\n    return into\ncollect('a')\nfor name in collect('b'):\n    op.drop_table(name)";
    assert_eq!(sql(body), ["DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn of_two_equal_lists_that_branches_bind_either_may_be_changed() {
    let body = "drops, adds = [], []\nif given():\n    own = adds\nelse:\n    own = drops\nown.append('a')\nfor name in drops:\n    op.drop_table(name)";
    assert_eq!(sql(body), ["?DROP TABLE a"]);
}

#[test]
fn what_is_there_for_what_it_does_is_asked_about_wherever_it_stands() {
    let head = "import helper\n";
    for body in [
        "[helper.drop(name) for name in ['a']]",
        "given() and helper.drop('a')",
        "helper.drop('a') if given() else None",
        "with helper.dropping('a'):\n    pass",
        "class Own(helper.Migration):\n    tables = ['a']\nOwn().apply()",
    ] {
        assert_eq!(sql(&format!("{head}{body}")), ["!"], "{body}");
    }
    assert_eq!(sql(&format!("{head}with helper.opened('a') as file:\n    pass")), [""; 0]);
}

#[test]
fn a_function_made_twice_is_two_functions() {
    let around = "def around(inner):\n    def outer():\n        inner()\n    return outer\n";
    assert_eq!(module(&format!("{around}@around\n@around\n@around\ndef upgrade():\n    op.drop_table('a')\n")), DROPPED);
    // Around itself, without an end.
    assert_eq!(module("def go():\n    go()\n    op.drop_table('a')\ndef upgrade():\n    go()\n"), DROPPED);
    let deep = format!("{around}{}def upgrade():\n    op.drop_table('a')\n", "@around\n".repeat(1_000));
    assert_eq!(module(&deep), ["!"]);
}

#[test]
fn a_walk_that_ends_before_the_function_that_runs_is_told_in_it() {
    let steps: String = (0..3_000).flat_map(|at| [format!("@step\ndef step{at}():\n    op.drop_table('a')\n")]).collect();
    let text = format!(
        "STEPS = []\ndef step(own):\n    STEPS.append(own)\n    return own\n{steps}def upgrade():\n    for own in STEPS:\n        own()\n"
    );
    assert!(module(&text).iter().any(|it| it.starts_with('!')));
}

#[test]
fn what_is_bound_to_upgrade_stands_where_it_is_bound() {
    let text = "import functools\nupgrade = functools.partial(op.drop_table, 'a')\nx = 1\n";
    let statements = super::read_module(text);
    let [statement] = statements.as_slice() else { panic!("{statements:?}") };
    assert_eq!(statement.line, 4);
    assert!(statement.span.start < statement.span.end);
}
