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
    let (base, request) = (MemoryTree::new(base), Request { paths: vec!["m".into()], tool: None });
    let options = Options { base: Some(&base), ..Options::default() };
    let report = Project::from_files(&files, &request).check(&options);
    let statements = &report.projects[0].migrations[0].statements;
    let told: Vec<_> = statements.iter().flat_map(|statement| &statement.dropped).map(|dropped| dropped.before).collect();
    let columns = [Before::Required, Before::Tolerant, Before::Tolerant, Before::Tolerant, Before::Absent];
    assert_eq!(told, [&columns[..], &[Before::Tolerant, Before::Unseen, Before::Absent]].concat());
}
