//! Containers that a helper or another name changes.

use super::sql;

/// What is sent for each name that a container holds, after what changes it.
fn dropped(changes: &str, container: &str) -> Vec<String> {
    sql(&format!("{changes}\nfor name in {container}:\n    op.execute('DROP TABLE ' + name)"))
}

#[test]
fn what_a_helper_adds_to_a_list_is_in_it() {
    let helper = "def collect(into, what):\n    if what:\n        into.append(what)\ntables = ['a']\n";
    assert_eq!(
        dropped(&format!("{helper}collect(tables, 'b')\ncollect(into=tables, what='c')"), "tables"),
        ["DROP TABLE a", "DROP TABLE b", "DROP TABLE c"]
    );
    let through = format!("{helper}def more(them):\n    collect(them, 'b')\nmore(tables)");
    assert_eq!(dropped(&through, "tables"), ["DROP TABLE a", "DROP TABLE b"]);
    let by_chance = "def collect(into, what):\n    if given():\n        into.append(what)\ntables = []\ncollect(tables, 'b')";
    assert_eq!(dropped(by_chance, "tables"), ["?DROP TABLE b"]);
    let by_name = "def collect(into):\n    into['x'] = 'b'\ntables = {}\ncollect(tables)";
    assert_eq!(dropped(by_name, "tables.values()"), ["DROP TABLE b"]);
    let longer = "def collect(into):\n    into += ['b']\ntables = []\ncollect(tables)";
    assert_eq!(dropped(longer, "tables"), ["DROP TABLE b"]);
}

#[test]
fn what_a_helper_binds_anew_is_its_own() {
    let helper =
        "tables = ['a']\ndef collect(tables):\n    tables = list(tables)\n    tables.append('never')\n    return tables\ncollect(tables)\n";
    assert_eq!(dropped(helper, "tables"), ["DROP TABLE a"]);
    let copied = "tables = ['a']\nown = list(tables)\nown.append('never')\nby_name = {'x': 'a'}\ncopy = dict(by_name)\ncopy['y'] = 'never'";
    assert_eq!(dropped(copied, "tables + list(by_name.values())"), ["DROP TABLE a", "DROP TABLE a"]);
    let parameter = "tables = ['a']\ndef collect(tables):\n    tables.append('never')\ncollect(['b'])\ncollect(given())";
    assert_eq!(dropped(parameter, "tables"), ["DROP TABLE a"]);
}

#[test]
fn functions_find_the_names_around_them_as_they_are_now() {
    let within = "tables = ['a']\ndef add(name):\n    tables.append(name)\nadd('b')\nadd('c')";
    assert_eq!(dropped(within, "tables"), ["DROP TABLE a", "DROP TABLE b", "DROP TABLE c"]);
}

#[test]
fn two_names_of_one_list_stand_for_the_same() {
    let body = "tables = own = ['a']\nthird = own\nown.append('b')\nthird += ['c']";
    assert_eq!(dropped(body, "tables"), ["DROP TABLE a", "DROP TABLE b", "DROP TABLE c"]);
    let by_name = "tables = {'x': 'a'}\nown = tables\nown['y'] = 'b'";
    assert_eq!(dropped(by_name, "tables.values()"), ["DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn what_nobody_can_follow_leaves_nobody_knows_what() {
    let taken = "def take(them):\n    them.rotate(1)\ntables = ['a', 'b']\ntake(tables)";
    assert_eq!(dropped(taken, "tables"), ["?!DROP TABLE …"]);
}

#[test]
fn a_helper_that_names_its_argument_anew_changes_it_all_the_same() {
    let helper =
        "def collect(into, what):\n    into = into or []\n    into.append(what)\n    return into\ntables = ['a']\ncollect(tables, 'b')";
    assert_eq!(dropped(helper, "tables"), ["DROP TABLE a", "DROP TABLE b"]);
    let under_another = "def collect(into, what):\n    own = into\n    own.append(what)\ntables = ['a']\ncollect(tables, 'b')";
    assert_eq!(dropped(under_another, "tables"), ["DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn a_container_within_a_container_is_changed_for_all_who_hold_it() {
    let within =
        "def collect(groups, what):\n    groups['new'].append(what)\ngroups = {'new': ['a']}\nnew = groups['new']\ncollect(groups, 'b')";
    assert_eq!(dropped(within, "new"), ["DROP TABLE a", "DROP TABLE b"]);
    assert_eq!(dropped("tables = []\nkept = [tables]\ntables.append('a')", "kept[0]"), ["DROP TABLE a"]);
    let by_group = "groups = {}\nfor name in ['a', 'b']:\n    groups.setdefault('new', []).append(name)";
    assert_eq!(dropped(by_group, "groups['new']"), ["DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn what_one_way_through_a_branch_changes_may_be_changed() {
    let before_leaving = "tables = []\nfor name in ['a', 'b']:\n    if given(name):\n        tables.append(name)\n        continue";
    assert_eq!(dropped(before_leaving, "tables"), ["?DROP TABLE a", "?DROP TABLE b"]);
    let in_a_helper = "def collect(into, what):\n    if given():\n        into.append(what)\n    else:\n        into.append('b')\ntables = []\ncollect(tables, 'a')";
    assert_eq!(dropped(in_a_helper, "tables"), ["?DROP TABLE a", "?DROP TABLE b"]);
    let one_of_two = "old = ['a']\nnew = ['b']\n(old if given() else new).append('c')";
    let of_equals = "old = []\nnew = []\n(old if given() else new).append('c')";
    assert_eq!(dropped(of_equals, "old + new"), ["?DROP TABLE c", "?DROP TABLE c"]);
    assert_eq!(dropped(one_of_two, "old + new"), ["DROP TABLE a", "?DROP TABLE c", "DROP TABLE b", "?DROP TABLE c"]);
}

#[test]
fn a_function_that_outlives_the_one_around_it_finds_what_it_changed() {
    let made = "def maker(into):\n    def add(name):\n        into.append(name)\n    return add\ntables = []\nadd = maker(tables)\nadd('a')\nadd('b')";
    assert_eq!(dropped(made, "tables"), ["DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn a_list_that_holds_itself_is_no_endless_walk() {
    assert_eq!(dropped("own = ['a']\nown.append(own)\nown.append('b')", "[own[0], own[2]]"), ["DROP TABLE a", "DROP TABLE b"]);
}
