//! The words of a statement.

/// The statement's text with every run of white space as one space.
pub(super) fn normalized(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}
