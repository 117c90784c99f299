//! What the databases read differently.

use crate::source::Dialect;

/// What the databases do differently.
///
/// Sources: MySQL 8.4 Reference Manual, 11.1 *Literal Values*, 11.2 *Schema Object Names*, 11.7 *Comments*, as with the default `sql_mode`; SQLite docs, *SQL
/// Comment Syntax*, *SQL Language Expressions*, *SQLite Keywords*.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub(super) struct Rules {
    /// `E'…'`, `U&'…'`, `$tag$…$tag$`, `$1`, `..`, comments within comments, psql's commands.
    pub(super) postgresql: bool,
    /// A backslash in a string takes the next character with it.
    pub(super) backslash_escapes: bool,
    /// `"…"` is a string.
    pub(super) double_quoted_strings: bool,
    /// `` `…` `` is a name.
    pub(super) backticks: bool,
    /// `[…]` is a name.
    pub(super) brackets: bool,
    /// `#` begins a comment, `--` only before white space; `/*! … */` is no comment.
    pub(super) mysql_comments: bool,
}

impl Rules {
    pub(super) const fn of(dialect: Dialect) -> Self {
        let (mysql, sqlite) = (matches!(dialect, Dialect::MySql), matches!(dialect, Dialect::Sqlite));
        Self {
            postgresql: !mysql && !sqlite,
            backslash_escapes: mysql,
            double_quoted_strings: mysql,
            backticks: mysql || sqlite,
            brackets: sqlite,
            mysql_comments: mysql,
        }
    }
}
