//! What stood before a deploy of several migrations.

use super::Judge;
use crate::operation::Operation;
use crate::report::{Before, Dropped};
use crate::schema::Column;

impl Judge<'_> {
    /// What the operation drops, and how that stood before the deploy.
    pub(super) fn dropped(&self, operation: &Operation) -> Option<Dropped> {
        let (table, column) = match operation {
            Operation::DropTable(drop) => (&drop.table, None),
            Operation::DropColumn(drop) => (&drop.table, Some(&drop.column)),
            _ => return None,
        };
        let known = self.before_deploy.as_ref()?.tables.get(table);
        let before = match column {
            Some(name) => known.and_then(|known| known.column(name)).map(tolerance),
            None => known.map(|_| Before::Tolerant),
        };
        let is_new = || {
            let now = self.schema.tables.get(table);
            let birth = match column {
                Some(name) => now.and_then(|now| now.birth_of(name)),
                None => now.and_then(|now| now.birth),
            };
            birth.is_some_and(|birth| self.first_of_deploy.is_some_and(|first| birth.migration() >= first))
        };
        let before = before.unwrap_or_else(|| if is_new() { Before::Absent } else { Before::Unseen });
        Some(Dropped { table: table.clone(), column: column.cloned(), before })
    }
}

/// Whether code can leave the column out of an `INSERT`.
fn tolerance(column: &Column) -> Before {
    match column.not_null {
        _ if column.default.is_some() || column.identity.is_some() || column.generated.is_some() => Before::Tolerant,
        Some(false) => Before::Tolerant,
        Some(true) => Before::Required,
        None => Before::Unseen,
    }
}
