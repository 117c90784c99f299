//! Advice is executed: every step that a finding prints and every fixed example runs on a live server, on tables with rows, as its runner would run it; for
//! Alembic it is Alembic itself that runs it.
//!
//! Between the steps the code of the release before goes on writing. No step may read or write the rows of a table while it keeps writers out.

mod alembic;
mod collect;
mod rows;
mod session;
mod trial;
mod writers;

pub use collect::{Plan, collect};
pub use trial::try_all;

use migsafe_core::report::Step;

/// Steps that no server can run, and why: the beginnings of their SQL.
const NOT_SQL: [(&str, &str); 1] = [("connectable = create_engine(", "Python for env.py")];

/// Why a step is not run. `None`: it is.
pub fn skipped(step: &Step) -> Option<&'static str> {
    if step.lacks_a_name() {
        return Some("it is for whoever knows the name");
    }
    NOT_SQL.iter().find(|(start, _)| step.sql.starts_with(start)).map(|(_, why)| *why)
}
