//! Objects that the project's own classes make.

use super::sql;

#[test]
fn fields_are_filled_by_the_arguments_in_the_order_in_which_they_are_declared() {
    let body = "from dataclasses import dataclass, field\nfrom typing import ClassVar, NamedTuple\n\
        @dataclass\nclass Target:\n    kind: ClassVar[str] = 'x'\n    table: str\n    suffix: str = '_old'\n    seen = 'y'\n    columns: list = field(default_factory=list)\n\
        class Pair(NamedTuple):\n    left: str\n    right: str\n\
        @dataclass(frozen=True)\nclass Further(Target):\n    more: str = 'z'\n    def drop(self):\n        op.drop_table(self.table + self.suffix + self.more)\n\
        for it in [Target('a'), Target('b', '_new'), Target(suffix='', table='c')]:\n    op.drop_table(it.table + it.suffix)\n    for column in it.columns:\n        op.drop_column(it.table, column)\n\
        pair = Pair('d', 'e')\nop.rename_table(pair.left, pair.right)\nFurther('f', '_').drop()\nFurther('f', '_', ['g'], 'h').drop()";
    let expected =
        ["DROP TABLE a_old", "DROP TABLE b_new", "DROP TABLE c", "ALTER TABLE d RENAME TO e", "DROP TABLE f_z", "DROP TABLE f_h"];
    assert_eq!(sql(body), expected);
}

#[test]
fn what_a_class_does_with_its_fields_is_followed_and_what_nobody_can_tell_is_not_guessed() {
    let made = |class: &str, call: &str| {
        sql(&format!("import other\nfrom dataclasses import dataclass, field\n{class}it = {call}\nop.drop_table(it.table)"))
    };
    let after = "@dataclass\nclass It:\n    table: str\n    def __post_init__(self):\n        self.table = self.table + '_x'\n";
    assert_eq!(made(after, "It('a')"), ["DROP TABLE a_x"]);
    let kept_out = "@dataclass\nclass It:\n    id: int = field(init=False, default=1)\n    table: str = 'b'\n";
    assert_eq!(made(kept_out, "It('a')"), ["DROP TABLE a"]);
    let unknown = "class It(other.Thing):\n    table: str\n    def go(self): pass\n";
    assert_eq!(made(unknown, "It('a')"), ["!DROP TABLE …"]);
    assert_eq!(made("@dataclass\nclass It:\n    table: str\n", "It(*given())"), ["!DROP TABLE …"]);
}

#[test]
fn attributes_are_read_and_set_by_their_names() {
    let class = "class It:\n    def __init__(self):\n        self.table = 'a'\n        self.other = 'b'\nit = It()\n";
    assert_eq!(
        sql(&format!("{class}op.drop_table(getattr(it, 'table'))\nop.drop_table(getattr(it, 'none', 'c'))")),
        ["DROP TABLE a", "!DROP TABLE …"]
    );
    assert_eq!(
        sql(&format!("{class}setattr(it, 'table', 'c')\nop.drop_table(it.table)\nop.drop_table(it.other)")),
        ["DROP TABLE c", "DROP TABLE b"]
    );
    assert_eq!(sql(&format!("{class}setattr(it, given(), 'c')\nop.drop_table(it.table)")), ["!DROP TABLE …"]);
    let rows = "class User(Base):\n    __tablename__ = 'users'\n    data = sa.Column(sa.JSON)\nsession = sa.orm.Session(bind=op.get_bind())\nuser = session.query(User).one()\n";
    let update = |column: &str| format!("UPDATE users SET {column} = $1 WHERE …");
    assert_eq!(sql(&format!("{rows}setattr(user, 'data', 1)")), [update("data")]);
    assert_eq!(sql(&format!("{rows}setattr(user, given(), 1)")), [update("…")]);
    assert_eq!(sql(&format!("{rows}user.data['a'] = 1")), [update("data")]);
    assert_eq!(sql(&format!("{rows}user.data.update({{'a': 1}})")), [update("data")]);
    assert_eq!(sql(&format!("{rows}sa.orm.attributes.flag_modified(user, 'data')")), [update("data")]);
    assert_eq!(sql(&format!("{rows}user.data = 1\nsa.orm.attributes.flag_modified(user, 'data')")), [update("data")]);
    assert_eq!(sql("setattr(given, 'data', 1)\nop.get_bind().commit()"), ["!"]);
}

#[test]
fn tables_and_their_columns_say_what_they_are_called() {
    let body = "bind = op.get_bind()\ntable = sa.Table('a', sa.MetaData(), autoload_with=bind)\ncolumn = getattr(table.c, 'b')\n\
        op.drop_column(column.table.name, column.name, schema=table.schema)\nop.drop_column('c', 'd', schema=sa.Table('x', sa.MetaData(schema='s')).schema)\n\
        op.execute(f'DROP TABLE {bind.dialect.default_schema_name}.{table.name}')";
    assert_eq!(sql(body), ["ALTER TABLE a DROP COLUMN b", "ALTER TABLE s.c DROP COLUMN d", "DROP TABLE public.a"]);
}

#[test]
fn what_methods_make_of_lists_and_dicts_in_their_place_is_followed() {
    let dropped = |body: &str| sql(&format!("{body}\nfor name in names:\n    op.drop_table(name)"));
    for body in [
        "names = {}\nnames.update({'a': 1}, b=2)",
        "names = {}\nnames.setdefault('a', 1)\nnames.setdefault('b', 2)",
        "names = {'a': 1, 'c': 2, 'b': 3}\nnames.pop('c', None)",
        "names = ['b', 'a']\nnames.sort()",
        "names = set()\nnames.update(['a', 'b'])\nnames.add('a')",
        "names = ['a', 'b', 'c']\nnames.pop()",
        "names = {'x': []}\nnames['x'].append('a')\nnames['x'].append('b')\nnames = names['x']",
        "groups = {}\nfor name in ['a', 'b']:\n    groups.setdefault('x', []).append(name)\nnames = groups['x']",
        "class It: pass\nclass Holder:\n    def __init__(self):\n        self.all = {}\n    def put(self, name):\n        self.all[name] = 1\n\
         holder = Holder()\nholder.put('a')\nholder.put('b')\nnames = holder.all",
    ] {
        assert_eq!(dropped(body), ["DROP TABLE a", "DROP TABLE b"], "{body}");
    }
    for body in ["names = {}\nnames.update(given())", "names = ['a']\nnames.remove(given())"] {
        assert_eq!(dropped(body), ["?!DROP TABLE …"], "{body}");
    }
    assert_eq!(sql("names = ['a', 'b']\nop.drop_table(names.pop())"), ["DROP TABLE b"]);
    assert_eq!(
        sql("def go(**options):\n    op.drop_table('a', schema=options.pop('schema', None))\ngo(schema='s')\ngo()"),
        ["DROP TABLE s.a", "DROP TABLE a"]
    );
}
