//! What a base tells of the migrations of today.

use super::{faults, find, migrations, tree};
use crate::source::tree::MemoryTree;
use crate::source::{History, IrregularityKind, mark_history};
use IrregularityKind::{
    InsertedLate, InsertedSkipped, InsertedUnknown, MergedDeleted, MergedEdited, MergedRenamed, MergedRestyled, MergedReworded,
    MergedWayBackEdited, NotInJournal,
};

/// The only project of `now`, marked by what stood before.
fn since(now: &[(&str, &str)], before: &[(&str, &str)]) -> History {
    named(now, before, &[])
}

fn named(now: &[(&str, &str)], before: &[(&str, &str)], paths: &[&str]) -> History {
    let mut found = find(now, paths);
    mark_history(&mut found.histories, &tree(before));
    found.histories.remove(0)
}

const LOCK: (&str, &str) = ("p/migration_lock.toml", "provider = \"postgresql\"");

#[test]
fn what_stands_in_the_base_is_history() {
    let now = [
        ("migrations/1.sql", "SELECT 1;\r\n"),
        ("migrations/2.sql", "new"),
        ("migrations/3.sql", "changed"),
        ("migrations/4.sql", "same"),
        ("migrations/5.sql", "same -- with a remark"),
    ];
    let before = [
        ("migrations/1.sql", "SELECT 1;\n"),
        ("migrations/3.sql", "as it was"),
        ("migrations/4.sql", "same"),
        ("migrations/5.sql", "same"),
    ];
    let history = since(&now, &before);
    assert_eq!(migrations(&history), ["h 1", "j 2", "j 3", "h 4", "h 5"]);
    assert_eq!(
        faults(&history),
        [(MergedEdited, "3", Some("as it was")), (MergedReworded, "5", Some("same")), (InsertedUnknown, "2", Some("3"))]
    );
    // A project that was not there before is all new, and nothing was done to it.
    let history = since(&now, &[("elsewhere/1.sql", "SELECT 1;")]);
    assert!(history.irregularities.is_empty() && migrations(&history).iter().all(|it| it.starts_with('j')));
}

#[test]
fn of_a_named_file_only_its_own_edit_is_asked_about() {
    let now = [("migrations/1.sql", "edited"), ("migrations/2.sql", "edited"), ("migrations/4.sql", "SELECT 1;")];
    let before = [("migrations/1.sql", "x"), ("migrations/2.sql", "x"), ("migrations/3.sql", "x")];
    let history = named(&now, &before, &["migrations/2.sql"]);
    assert_eq!(faults(&history), [(MergedEdited, "2", Some("x"))]);
}

#[test]
fn a_project_that_was_moved_keeps_its_past() {
    let now = [("a/migrations/1.sql", "x"), ("a/migrations/2.sql", "y")];
    let history = since(&now, &[("old/migrations/1.sql", "x"), ("other/migrations/9.sql", "z")]);
    assert_eq!((migrations(&history), faults(&history)), (vec!["h 1".to_owned(), "j 2".to_owned()], vec![]));
    let history = since(&now, &[("old/migrations/1.sql", "x"), ("old/migrations/8.sql", "x"), ("old/migrations/9.sql", "z")]);
    assert_eq!(migrations(&history), ["j 1", "j 2"]);
}

#[test]
fn prisma_runs_late_what_stands_before_what_ran() {
    let now =
        [LOCK, ("p/1_a/migration.sql", "a"), ("p/2_b/migration.sql", "b"), ("p/3_c/migration.sql", "c"), ("p/4_d/migration.sql", "d")];
    let before = [LOCK, ("p/1_a/migration.sql", "a"), ("p/3_c/migration.sql", "c")];
    let history = since(&now, &before);
    assert_eq!(migrations(&history), ["h 1_a", "h 3_c", "j 2_b", "j 4_d"]);
    assert_eq!(faults(&history), [(InsertedLate, "2_b", Some("3_c"))]);
}

#[test]
fn a_new_name_is_a_new_migration_to_prisma() {
    let now = [LOCK, ("p/1_z/migration.sql", "a"), ("p/3_c/migration.sql", "squashed")];
    let before = [LOCK, ("p/1_a/migration.sql", "a"), ("p/2_b/migration.sql", "b")];
    let history = since(&now, &before);
    assert_eq!(migrations(&history), ["h 1_z", "j 3_c"]);
    assert_eq!(faults(&history), [(MergedRenamed, "1_z", Some("1_a")), (MergedDeleted, "2_b", None)]);
}

#[test]
fn a_number_is_kept_by_plain_files() {
    let history =
        since(&[("migrations/1_z.sql", "a"), ("migrations/2_b.sql", "b")], &[("migrations/1_a.sql", "a"), ("migrations/2_b.sql", "b")]);
    assert_eq!((migrations(&history), faults(&history)), (vec!["h 1_z".to_owned(), "h 2_b".to_owned()], vec![]));
    let history = since(&[("migrations/1_z.sql", "other")], &[("migrations/1_a.sql", "a")]);
    assert_eq!(faults(&history), [(MergedEdited, "1_z", Some("a"))]);
    let history = since(&[("migrations/7_a.sql", "a")], &[("migrations/1_a.sql", "a")]);
    assert_eq!(faults(&history), [(MergedRenamed, "7_a", Some("1_a"))]);
}

/// A journal of tags and times.
fn journal(entries: &[(&str, u32)]) -> String {
    let entry = |(at, (tag, when)): (usize, &(&str, u32))| format!("{{\"idx\":{at},\"when\":{when},\"tag\":\"{tag}\"}}");
    let entries: Vec<String> = entries.iter().enumerate().map(entry).collect();
    format!("{{\"dialect\":\"postgresql\",\"entries\":[{}]}}", entries.join(","))
}

fn drizzle(files: &[&str], entries: &[(&str, u32)]) -> MemoryTree {
    let mut all: Vec<(String, String)> = files.iter().map(|name| (format!("d/{name}.sql"), format!("SELECT '{name}';"))).collect();
    all.push(("d/meta/_journal.json".into(), journal(entries)));
    MemoryTree::new(all)
}

fn since_drizzle(now: &MemoryTree, before: &MemoryTree) -> History {
    let mut found = crate::source::discover(now, &crate::source::Request::default());
    mark_history(&mut found.histories, before);
    found.histories.remove(0)
}

#[test]
fn drizzle_skips_what_the_journal_has_before_what_ran() {
    let before = drizzle(&["0_a", "1_b"], &[("0_a", 10), ("1_b", 30)]);
    let history = since_drizzle(&drizzle(&["0_a", "1_n", "1_b"], &[("0_a", 10), ("1_n", 20), ("1_b", 30)]), &before);
    assert_eq!(faults(&history), [(InsertedSkipped, "1_n", Some("1_b"))]);
    // With a later time than all others it runs, wherever it stands.
    let history = since_drizzle(&drizzle(&["0_a", "1_n", "1_b"], &[("0_a", 10), ("1_n", 40), ("1_b", 30)]), &before);
    assert!(faults(&history).iter().all(|(kind, ..)| *kind != InsertedSkipped), "{:?}", faults(&history));
}

#[test]
fn drizzle_does_not_know_names() {
    let before = drizzle(&["0_a", "1_b"], &[("0_a", 10), ("1_b", 30)]);
    let mut now = drizzle(&["0_a"], &[("0_a", 10), ("1_z", 30)]);
    now = MemoryTree::new([
        ("d/0_a.sql", "SELECT '0_a';".to_owned()),
        ("d/1_z.sql", "SELECT '1_b';".to_owned()),
        (
            "d/meta/_journal.json",
            String::from_utf8(crate::source::tree::FileTree::read(&now, "d/meta/_journal.json".into()).unwrap()).unwrap(),
        ),
    ]);
    let history = since_drizzle(&now, &before);
    assert_eq!((migrations(&history), faults(&history)), (vec!["h 0_a".to_owned(), "h 1_z".to_owned()], vec![]));
}

#[test]
fn a_file_that_never_ran_is_new_when_the_journal_names_it() {
    let before = drizzle(&["0_a", "1_b"], &[("0_a", 10)]);
    let same = since_drizzle(&before, &before);
    assert_eq!((migrations(&same), faults(&same)), (vec!["h 0_a".to_owned(), "o 1_b".to_owned()], vec![]));
    let history = since_drizzle(&drizzle(&["0_a", "1_b"], &[("0_a", 10), ("1_b", 20)]), &before);
    assert_eq!((migrations(&history), faults(&history)), (vec!["h 0_a".to_owned(), "j 1_b".to_owned()], vec![]));
    let new = since_drizzle(&before, &drizzle(&["0_a"], &[("0_a", 10)]));
    assert_eq!(faults(&new), [(NotInJournal, "1_b", None)]);
}

fn revision(id: &str, down: &str, up: &str, back: &str) -> String {
    format!("revision = '{id}'\ndown_revision = {down}\n\ndef upgrade():\n    {up}\n\ndef downgrade():\n    {back}\n")
}

fn alembic(revisions: &[(&str, String)]) -> MemoryTree {
    let files = revisions.iter().map(|(name, text)| (format!("m/versions/{name}.py"), text.clone()));
    MemoryTree::new(files.chain([("m/env.py".to_owned(), String::new())]))
}

#[test]
fn alembic_knows_revisions_and_not_files() {
    let up = "op.drop_column('t', 'c')";
    let a = revision("a", "None", up, "pass");
    let before = alembic(&[("1_a", a.clone())]);
    let moved = since_drizzle(&alembic(&[("9_z", a.clone())]), &before);
    assert_eq!((migrations(&moved), faults(&moved)), (vec!["h a".to_owned()], vec![]));
    let gone = since_drizzle(&alembic(&[("1_b", revision("b", "None", "f(1)", "pass"))]), &before);
    assert_eq!(faults(&gone), [(MergedDeleted, "a", None)]);
    for (text, kind) in [
        (a.replace("op.drop_column('t', 'c')", "op.drop_column( \"t\", \"c\" )"), MergedRestyled),
        (a.replace("    pass", "    # nothing\n    pass"), MergedReworded),
        (a.replace("    pass", "    op.execute('SELECT 1')"), MergedWayBackEdited),
        (a.replace("'c'", "'d'"), MergedEdited),
        (a.replace("None", "'z'"), MergedEdited),
    ] {
        let history = since_drizzle(&alembic(&[("1_a", text.clone())]), &before);
        let kinds: Vec<_> = faults(&history).into_iter().map(|(kind, ..)| kind).collect();
        assert!(kinds.contains(&kind), "{kind:?} {kinds:?}\n{text}");
        assert_eq!(migrations(&history)[0].starts_with('j'), kind == MergedEdited, "{text}");
    }
}

#[test]
fn a_revision_below_an_old_one_is_never_reached() {
    let a = ("a", revision("a", "None", "f(1)", "pass"));
    let before = alembic(&[a.clone(), ("b", revision("b", "'a'", "f(2)", "pass"))]);
    let now = alembic(&[
        a.clone(),
        ("m", revision("m", "'a'", "f(3)", "pass")),
        ("n", revision("n", "'m'", "f(4)", "pass")),
        ("b", revision("b", "'n'", "f(2)", "pass")),
    ]);
    let history = since_drizzle(&now, &before);
    let skipped: Vec<_> =
        faults(&history).into_iter().filter(|(kind, ..)| *kind == InsertedSkipped).map(|(_, id, other)| (id, other)).collect();
    assert_eq!(skipped, [("m", Some("b")), ("n", Some("b"))]);
    // A branch that is merged runs whole, after what ran.
    let now = alembic(&[
        a,
        ("b", revision("b", "'a'", "f(2)", "pass")),
        ("m", revision("m", "'a'", "f(3)", "pass")),
        ("z", revision("z", "('m', 'b')", "pass", "pass")),
    ]);
    let history = since_drizzle(&now, &before);
    assert_eq!((migrations(&history).join(" "), faults(&history)), ("h a h b j m j z".to_owned(), vec![]));
}
