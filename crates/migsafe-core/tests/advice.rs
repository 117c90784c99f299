//! What the steps of advice keep of what stood on a table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use migsafe_core::source::Request;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::{Options, Project};

#[test]
fn an_index_that_moves_with_a_key_keeps_its_order_and_its_classes() {
    let history = "CREATE TABLE orders (id integer PRIMARY KEY, code text, at date);\n\
        CREATE INDEX orders_order ON orders (id DESC NULLS LAST, code COLLATE \"C\" text_pattern_ops, at ASC);\n\
        CREATE INDEX orders_class ON orders (id int4_ops);\n";
    let tree =
        MemoryTree::new([("migrations/1_a.sql", history), ("migrations/2_b.sql", "ALTER TABLE orders ALTER COLUMN id TYPE bigint;\n")]);
    let request = Request { paths: vec!["migrations".into()], ..Request::default() };
    let report = Project::from_files(&tree, &request).check(&Options::default());
    let steps: Vec<&str> =
        report.findings().filter_map(|it| it.fix.as_ref()).flat_map(|fix| &fix.steps).map(|step| step.sql.as_str()).collect();
    let all = steps.join("\n");
    assert!(all.contains("(id_new DESC NULLS LAST, code COLLATE \"C\" text_pattern_ops, at)"), "{all}");
    // A class of the old type is none of the new one's.
    assert!(!all.contains("orders_class_new"), "{all}");
}
