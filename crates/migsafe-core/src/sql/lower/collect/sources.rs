//! What stands in a `FROM`: tables, what is joined to them, functions and queries.

use sqlparser::ast::{JoinConstraint, JoinOperator, ObjectName, TableAlias, TableFactor, TableWithJoins};

use super::super::name::{ident, qualified};
use super::{Collector, push_once};
use crate::name::QualifiedName;

impl Collector {
    /// A table with what is joined to it.
    pub(in super::super) fn tables(&mut self, tables: &TableWithJoins) {
        self.factor(&tables.relation);
        for join in &tables.joins {
            self.factor(&join.relation);
            match &join.join_operator {
                JoinOperator::Join(on)
                | JoinOperator::Inner(on)
                | JoinOperator::Left(on)
                | JoinOperator::LeftOuter(on)
                | JoinOperator::Right(on)
                | JoinOperator::RightOuter(on)
                | JoinOperator::FullOuter(on)
                | JoinOperator::CrossJoin(on) => self.join_condition(on),
                _ => self.fail("the join is not PostgreSQL"),
            }
        }
    }

    fn join_condition(&mut self, condition: &JoinConstraint) {
        match condition {
            JoinConstraint::On(expression) => self.expression(expression),
            JoinConstraint::Using(columns) => {
                for column in columns.iter().filter_map(|name| qualified(name).ok()) {
                    self.column(column.name.to_string());
                }
            }
            JoinConstraint::Natural | JoinConstraint::None => {}
        }
    }

    /// One source of rows.
    pub(in super::super) fn factor(&mut self, factor: &TableFactor) {
        match factor {
            TableFactor::Table { name, args: Some(call), .. } => {
                self.function_name(name);
                self.expressions(call.args.iter().filter_map(super::super::children::argument));
            }
            TableFactor::Table { name, alias, args: None, .. } => match listed(name, alias.as_ref()) {
                Ok((name, _)) => self.relation(name),
                Err(why) => self.fail(why),
            },
            TableFactor::Derived { subquery, .. } => self.query(subquery),
            TableFactor::Function { name, args, .. } => {
                self.function_name(name);
                self.expressions(args.iter().filter_map(super::super::children::argument));
            }
            TableFactor::TableFunction { expr, .. } => self.expression(expr),
            TableFactor::UNNEST { array_exprs, .. } => {
                self.called("unnest");
                self.expressions(array_exprs);
            }
            TableFactor::JsonTable { json_expr, .. } => self.expression(json_expr),
            TableFactor::XmlTable { row_expression, passing, .. } => {
                self.expression(row_expression);
                self.expressions(passing.arguments.iter().map(|argument| &argument.expr));
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.tables(table_with_joins),
            _ => self.fail("the FROM has a source of rows that is not PostgreSQL"),
        }
    }

    pub(super) fn relation(&mut self, name: QualifiedName) {
        if name.schema.is_some() || !self.bound.iter().any(|bound| *bound == name.name) {
            push_once(&mut self.reads.relations, name);
        }
    }
}

/// The table that a name means.
pub(in super::super) fn table(name: &ObjectName) -> Result<QualifiedName, String> {
    if is_only(name) { Err("ONLY before a table's name is lost here".to_owned()) } else { qualified(name) }
}

/// The table that stands in a FROM, and whether it stands under `ONLY`. Its parser takes `ONLY t` for a table `only` under the alias `t`.
pub(in super::super) fn listed(name: &ObjectName, alias: Option<&TableAlias>) -> Result<(QualifiedName, bool), String> {
    match alias {
        Some(alias) if is_only(name) && !alias.explicit && alias.columns.is_empty() => Ok((QualifiedName::bare(ident(&alias.name)), true)),
        _ => table(name).map(|table| (table, false)),
    }
}

/// `ONLY` is reserved, so that an unquoted one is never a name (docs: "SQL Key Words").
fn is_only(name: &ObjectName) -> bool {
    matches!(name.0.as_slice(), [part] if part.as_ident().is_some_and(|word| super::super::summary::unquoted(word, "only")))
}
