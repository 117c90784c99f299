//! Migrations that are pending together.

use migsafe_core::report::Before;
use migsafe_core::source::Request;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::{Options, Project};

#[test]
fn what_is_dropped_is_told_as_it_stood_before_the_deploy() {
    let base = [(
        "m/0001.sql",
        "CREATE TABLE t (required int NOT NULL, nullable int, given int NOT NULL DEFAULT 1, relaxed int NOT NULL);
         ALTER TABLE t ALTER COLUMN relaxed DROP NOT NULL; CREATE TABLE gone (a int);",
    )];
    let new = "ALTER TABLE t ALTER COLUMN required DROP NOT NULL, ADD COLUMN fresh int, DROP COLUMN required, DROP COLUMN nullable;
         ALTER TABLE t DROP COLUMN given, DROP COLUMN relaxed, DROP COLUMN fresh; DROP TABLE gone; DROP TABLE never_seen;
         CREATE TABLE young (a int); DROP TABLE young;";
    let files = MemoryTree::new(base.into_iter().chain([("m/0002.sql", new)]));
    let (base, request) = (MemoryTree::new(base), Request { paths: vec!["m".into()], ..Request::default() });
    let options = Options { base: Some(&base), ..Options::default() };
    let report = Project::from_files(&files, &request).check(&options);
    let statements = &report.projects[0].migrations[0].statements;
    let told: Vec<_> = statements.iter().flat_map(|statement| &statement.dropped).map(|dropped| dropped.before).collect();
    let columns = [Before::Required, Before::Tolerant, Before::Tolerant, Before::Tolerant, Before::Absent];
    assert_eq!(told, [&columns[..], &[Before::Tolerant, Before::Unseen, Before::Absent]].concat());
}

#[test]
fn histories_that_come_to_the_same_have_the_same_lines() {
    use migsafe_core::project::replay;
    let lines = |files: &[(&str, &str)]| {
        let tree = MemoryTree::new(files.iter().copied());
        let project = Project::from_files(&tree, &Request { paths: vec!["m".into()], ..Request::default() });
        replay(&project.histories()[0]).lines()
    };
    let long = [
        ("m/0001.sql", "CREATE TABLE t (id int PRIMARY KEY, old text);"),
        ("m/0002.sql", "ALTER TABLE t ADD COLUMN email text NOT NULL, DROP COLUMN old; CREATE UNIQUE INDEX t_email ON t (email);"),
    ];
    let squashed = "CREATE TABLE t (email text NOT NULL, id int, PRIMARY KEY (id)); CREATE UNIQUE INDEX t_email ON t (email);";
    assert_eq!(lines(&long), lines(&[("m/0001.sql", squashed)]));
    for other in [squashed.replace("NOT NULL", ""), squashed.replace("UNIQUE ", ""), squashed.replace("email text", "email varchar(9)")] {
        assert_ne!(lines(&long), lines(&[("m/0001.sql", &other)]), "{other}");
    }
}
