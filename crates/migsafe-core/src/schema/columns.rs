//! Operations on columns.
//!
//! Source: PostgreSQL docs, *ALTER TABLE*, 5.6 *Modifying Tables*, 5.10 *Inheritance*.

use super::links::beside;
use super::shared::take_column;
use super::tables::written_type;
use super::{Birth, Born, Column, ColumnDetails, Schema, Sequence};
use crate::name::QualifiedName;
use crate::operation::{
    AddColumn, AlterColumnOption, AlterColumnType, ColumnDefinition, ColumnOption, Expression, Generated, Shape, Summary,
};

impl Schema {
    pub(super) fn add_column(&mut self, add: &AddColumn, now: Birth) {
        let Some(table) = self.alter(&add.table) else { return };
        if table.column(&add.column.name).is_some() {
            return;
        }
        self.define_column(&add.table, &add.column, now);
        if let Some(added) = self.tables.get(&add.table).and_then(|table| table.column(&add.column.name)).cloned() {
            let below = self.followers(&add.table);
            self.push_column(&below, &Column { inherited: true, identity: None, ..added });
        }
        for definition in &add.column.constraints {
            self.define_constraint(&add.table, definition, true, now);
        }
    }

    /// Enters a column as a definition gives it, without its constraints.
    pub(super) fn define_column(&mut self, table: &QualifiedName, definition: &ColumnDefinition, now: Birth) {
        let sequence = (definition.data_type.is_serial() || definition.identity.is_some())
            .then(|| self.create_owned_sequence(table, &definition.name, now));
        let default = match sequence {
            Some(sequence) if definition.data_type.is_serial() => Some(next_value(&sequence)),
            _ => definition.default.clone().map(|default| self.shared_default(default)),
        };
        let column = Column {
            data_type: written_type(definition).map(|data_type| self.shared_type(data_type)),
            not_null: Some(definition.not_null || definition.identity.is_some() || definition.data_type.is_serial()),
            default,
            identity: definition.identity,
            generated: definition.generated.clone(),
            details: ColumnDetails::default().with(|details| details.collation.clone_from(&definition.collation)),
            born: self.born(table, now),
            ..Column::unseen(&definition.name)
        };
        self.push_column(std::slice::from_ref(table), &column);
    }

    /// When a column comes that is added now.
    fn born(&self, table: &QualifiedName, now: Birth) -> Born {
        let with_table = self.tables.get(table).is_some_and(|table| table.birth == Some(now));
        if with_table { Born::WithTable } else { Born::Later(now) }
    }

    pub(super) fn create_owned_sequence(&mut self, table: &QualifiedName, column: &str, now: Birth) -> QualifiedName {
        let name = beside(table, &self.choose_sequence_name(table, column));
        let owned_by = Some((table.clone(), column.to_owned()));
        self.link_sequence(Sequence { name: name.clone(), owned_by, birth: Some(now) });
        name
    }

    /// The column to be altered, in the table and everywhere below it; entered where the history never showed it.
    pub(super) fn alter_column(&mut self, table: &QualifiedName, column: &str, mut change: impl FnMut(&mut Column)) {
        let Some(entry) = self.alter(table) else { return };
        if entry.column(column).is_none() {
            take_column(entry.columns.make_mut(), Column::unseen(column));
        }
        let mut tables = self.followers(table);
        tables.push(table.clone());
        self.change_columns(&tables, |columns| {
            if let Some(column) = columns.get_mut(column) {
                change(column);
            }
        });
    }

    pub(super) fn alter_column_type(&mut self, alter: &AlterColumnType) {
        let data_type = self.shared_type(alter.data_type.stored());
        self.alter_column(&alter.table, &alter.column, |column| {
            column.data_type = Some(data_type.clone());
            // Without COLLATE the column takes the new type's own collation.
            column.details.change(|details| details.collation.clone_from(&alter.collation));
        });
        let mut tables = self.followers(&alter.table);
        tables.push(alter.table.clone());
        self.note_type(&tables, &data_type.name);
    }

    pub(super) fn set_not_null(&mut self, table: &QualifiedName, column: &str) {
        self.alter_column(table, column, |column| {
            column.not_null = Some(true);
            column.details.change(|details| details.not_null_not_valid = None);
        });
    }

    pub(super) fn drop_not_null(&mut self, table: &QualifiedName, column: &str) {
        self.alter_column(table, column, |column| {
            column.not_null = Some(false);
            column.details.change(|details| (details.not_null_not_valid, details.not_null_constraint) = (None, None));
        });
    }

    pub(super) fn alter_column_option(&mut self, alter: &AlterColumnOption, now: Birth) {
        let (table, column) = (&alter.table, alter.column.as_str());
        match &alter.option {
            ColumnOption::AddIdentity(identity) => {
                let identity = *identity;
                self.alter_column(table, column, |column| {
                    column.identity = Some(identity);
                    column.not_null.get_or_insert(true);
                });
                self.create_owned_sequence(table, column, now);
            }
            ColumnOption::SetIdentity(identity) => {
                self.alter_column(table, column, |column| column.identity = identity.or(column.identity));
            }
            ColumnOption::DropIdentity => {
                self.alter_column(table, column, |column| column.identity = None);
                self.drop_owned_sequences(table, Some(column));
            }
            ColumnOption::SetExpression(expression) => {
                self.note_expression(expression);
                self.alter_column(table, column, |column| {
                    let stored = column.generated.as_ref().and_then(|generated| generated.stored);
                    column.generated = Some(Generated { expression: expression.clone(), stored });
                });
            }
            ColumnOption::DropExpression => self.alter_column(table, column, |column| column.generated = None),
            ColumnOption::SetStatistics | ColumnOption::SetStorage | ColumnOption::SetCompression | ColumnOption::SetOptions => {
                self.alter(table);
            }
        }
    }
}

/// The default of a serial column.
fn next_value(sequence: &QualifiedName) -> Expression {
    Summary {
        text: format!("nextval('{}'::regclass)", sequence.short()),
        shape: Shape::Other,
        functions: vec![QualifiedName::bare("nextval")],
        ..Summary::default()
    }
    .into()
}
