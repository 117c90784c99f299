//! Where in a migration something of a name is made: what is taken away may come back there.

use std::collections::HashMap;

use crate::operation::{ObjectKind, Operation};
use crate::sql::Statement;

/// What is made, and by which name it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Made {
    /// A constraint, by its own name.
    Constraint,
    /// A constraint, by its table's.
    ConstraintOf,
    /// An index, by its own name.
    Index,
    /// An index, by its table's.
    IndexOf,
    /// A trigger, rule, policy, view or function.
    Object,
    /// A type of that name, created or renamed to it.
    Type,
    /// A column of a type of that name, made from one of another.
    ColumnOf,
}

/// Where an operation stands in its migration: the place of its statement, and its own in that.
type Place = (usize, usize);

/// Everything that a migration makes and that may have been taken away before. Letters that differ in size alone count as the same.
#[derive(Debug, Default)]
pub(crate) struct Returns<'a>(HashMap<(Made, String), Vec<(Place, &'a Operation)>>);

impl<'a> Returns<'a> {
    /// What the statements make; nothing where nothing is taken away.
    pub(crate) fn of(statements: &'a [Statement]) -> Self {
        let mut returns = Self::default();
        let places = || {
            let all = statements.iter().enumerate();
            all.flat_map(|(at, statement)| statement.operations.iter().enumerate().map(move |(place, it)| ((at, place), &it.operation)))
        };
        if places().any(|(_, operation)| takes_away(operation)) {
            places().for_each(|(place, operation)| returns.enter(place, operation));
        }
        returns
    }

    fn enter(&mut self, place: Place, operation: &'a Operation) {
        let mut note = |made: Made, name: &str| self.0.entry((made, name.to_ascii_lowercase())).or_default().push((place, operation));
        match operation {
            Operation::AddConstraint(it) => {
                note(Made::ConstraintOf, &it.table.name);
                it.constraint.name.iter().for_each(|name| note(Made::Constraint, name));
            }
            Operation::CreateIndex(it) => {
                note(Made::IndexOf, &it.table.name);
                it.name.iter().for_each(|name| note(Made::Index, name));
            }
            Operation::CreateTrigger(it) => note(Made::Object, &it.name),
            Operation::CreateRule(it) => note(Made::Object, &it.name),
            Operation::CreatePolicy(it) => note(Made::Object, &it.name),
            Operation::CreateView(it) => note(Made::Object, &it.view.name),
            Operation::CreateFunction(it) => note(Made::Object, &it.function.name),
            Operation::CreateType(it) => note(Made::Type, &it.name.name),
            Operation::RenameObject(it) if it.object == ObjectKind::Type => note(Made::Type, &it.to),
            Operation::AlterColumnType(it) => note(Made::ColumnOf, &it.data_type.name.name),
            _ => {}
        }
    }

    /// Those behind the place.
    pub(super) fn after(&self, place: Place, made: Made, name: &str) -> impl Iterator<Item = &'a Operation> {
        let (all, before) = self.split(place, made, name);
        all.get(before..).unwrap_or_default().iter().filter(move |(at, _)| *at != place).map(|(_, operation)| *operation)
    }

    /// Those of the statements before that one.
    pub(super) fn before(&self, statement: usize, made: Made, name: &str) -> impl Iterator<Item = &'a Operation> {
        let (all, before) = self.split((statement, 0), made, name);
        all.get(..before).unwrap_or_default().iter().map(|(_, operation)| *operation)
    }

    fn split(&self, place: Place, made: Made, name: &str) -> (&[(Place, &'a Operation)], usize) {
        let all = self.0.get(&(made, name.to_ascii_lowercase())).map(Vec::as_slice).unwrap_or_default();
        (all, all.partition_point(|(at, _)| *at < place))
    }
}

fn takes_away(operation: &Operation) -> bool {
    matches!(operation, Operation::DropConstraint(_) | Operation::DropIndex(_) | Operation::DropObject(_) | Operation::RenameObject(_))
}
