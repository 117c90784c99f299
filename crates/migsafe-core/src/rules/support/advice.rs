//! Pieces of advice that several rules give.

use crate::source::Tool;

/// Where the model of the project's data stands, in words of its tool.
pub(in crate::rules) fn remove_from_model(tool: Tool, what: &str) -> String {
    let place = match tool {
        Tool::Prisma => "schema.prisma",
        Tool::Drizzle => "the Drizzle schema",
        Tool::Alembic => "the SQLAlchemy model",
        Tool::Sql => "the code",
    };
    format!("remove {what} from {place}, ship the code and wait until no old instance runs")
}
