//! What runs, what may run and what does not, where loops, handlers and classes decide.

use super::sql;

#[test]
fn what_follows_a_loop_that_may_be_left_is_sure() {
    let left = "for n in given():\n    if n:\n        break\n    op.drop_table('a')\nop.drop_table('b')";
    assert_eq!(sql(left), ["?DROP TABLE a", "DROP TABLE b"]);
    let gone_on = "for n in ['x', 'y']:\n    if given():\n        continue\n    op.drop_table(n)\nop.drop_table('b')";
    assert_eq!(sql(gone_on), ["?DROP TABLE x", "?DROP TABLE y", "DROP TABLE b"]);
    let returned = "for n in given():\n    if n:\n        return\nop.drop_table('b')";
    assert_eq!(sql(returned), ["?DROP TABLE b"]);
}

#[test]
fn a_name_is_what_it_is_where_the_loop_is_left() {
    let body = "for n in ['x', 'a', 'y']:\n    if n == 'a':\n        break\nelse:\n    op.drop_table('none')\nop.drop_table(n)";
    assert_eq!(sql(body), ["DROP TABLE a"]);
    let one = "name = 'a'\nfor n in given():\n    if n:\n        name = 'b'\n        break\nop.drop_table(name)";
    assert_eq!(sql(one), ["?DROP TABLE a", "?DROP TABLE b"]);
    let whole = "for n in ['x', 'y']:\n    pass\nelse:\n    op.drop_table(n)";
    assert_eq!(sql(whole), ["DROP TABLE y"]);
}

#[test]
fn a_loop_without_an_end_is_left_by_break_alone() {
    assert_eq!(sql("while True:\n    op.drop_table('a')\nop.drop_table('b')"), ["DROP TABLE a"]);
    assert_eq!(sql("while True:\n    if given():\n        break\nop.drop_table('b')"), ["DROP TABLE b"]);
    assert_eq!(sql("at = 0\nwhile at < 3:\n    op.drop_table(f't{at}')\n    at += 1"), ["DROP TABLE t0", "DROP TABLE t1", "DROP TABLE t2"]);
}

#[test]
fn a_handler_goes_on_where_the_block_fails() {
    let sure = "try:\n    raise ValueError('x')\nexcept ValueError:\n    pass\nop.drop_table('a')";
    assert_eq!(sql(sure), ["DROP TABLE a"]);
    let may = "try:\n    x = given()\n    return\nexcept ValueError:\n    pass\nop.drop_table('a')";
    assert_eq!(sql(may), ["?DROP TABLE a"]);
    let never = "try:\n    return\nfinally:\n    op.drop_table('b')\nop.drop_table('a')";
    assert_eq!(sql(never), ["DROP TABLE b"]);
    let names = "name = 'a'\ntry:\n    name = given()\n    raise KeyError(name)\nexcept KeyError:\n    name = 'b'\nop.drop_table(name)";
    assert_eq!(sql(names), ["DROP TABLE b"]);
    let again = "try:\n    x = given()\nexcept ValueError:\n    raise\nop.drop_table('a')";
    assert_eq!(sql(again), ["DROP TABLE a"]);
}

#[test]
fn a_class_does_what_its_body_does_and_finds_its_names_in_order() {
    let body = "class Step:\n    table = 'a'\n    op.drop_table(table)\n    for extra in ['b']:\n        op.drop_table(extra)";
    assert_eq!(sql(body), ["DROP TABLE a", "DROP TABLE b"]);
    let order = "class A:\n    def step(self):\n        op.drop_table('a')\nclass B(A):\n    pass\nclass C(A):\n    def step(self):\n        super().step()\n        op.drop_table('c')\nclass D(B, C):\n    pass\nD().step()";
    assert_eq!(sql(order), ["DROP TABLE a", "DROP TABLE c"]);
    let property = "class P:\n    @property\n    def name(self):\n        return 'a'\n    @name.setter\n    def name(self, value):\n        op.drop_table(value)\np = P()\np.name = 'b'\nop.drop_table(p.name)";
    assert_eq!(sql(property), ["DROP TABLE b", "DROP TABLE a"]);
}

#[test]
fn what_the_module_does_as_it_is_loaded_is_sent() {
    let statements = super::read_module(
        "op.drop_table('a')\nif __name__ == '__main__':\n    op.drop_table('b')\ndef upgrade():\n    op.drop_table('c')\n",
    );
    assert_eq!(statements.iter().map(super::shown).collect::<Vec<_>>(), ["DROP TABLE a", "DROP TABLE c"]);
}

#[test]
fn slices_and_keys_are_those_of_python() {
    assert_eq!(sql("op.drop_table('abc'[1:])"), ["DROP TABLE bc"]);
    assert_eq!(sql("for n in ['a', 'b', 'c'][::-2]:\n    op.drop_table(n)"), ["DROP TABLE c", "DROP TABLE a"]);
    assert_eq!(sql("for n in ['a', 'b', 'c'][-2:9]:\n    op.drop_table(n)"), ["DROP TABLE b", "DROP TABLE c"]);
    assert_eq!(sql("op.drop_table({1: 'a', True: 'b'}[1])"), ["DROP TABLE b"]);
    assert_eq!(sql("if 1 < 2 < 2:\n    op.drop_table('a')\nif 1 < 2 <= 2:\n    op.drop_table('b')"), ["DROP TABLE b"]);
}

#[test]
fn what_a_with_changes_is_told_beside_what_stands_around_it() {
    let gone =
        "a = sa.table('a', sa.column('id'))\nb = sa.table('b', sa.column('id'))\ngone = sa.delete(a).returning(a.c.id).cte('gone')\n";
    let tables = |body: &str| sql(&format!("{gone}{body}")).join("; ");
    let both = tables("op.get_bind().execute(sa.delete(b).where(b.c.id.in_(sa.select(gone.c.id))))");
    assert!(both.contains("DELETE FROM a") && both.contains("DELETE FROM b"), "{both}");
    assert!(tables("op.get_bind().execute(sa.select(gone.c.id))").contains("DELETE FROM a"));
}
