//! The models of the application beside the schema that the migrations come to.

use std::collections::{HashMap, HashSet};

use crate::name::QualifiedName;
use crate::rules::ProjectContext;
use crate::schema::{Schema, Table, UserTypeKind};
use crate::source::Tool;

/// The schema by names as models use them: without a schema, in any case of letters.
pub(in crate::rules) struct Known<'a> {
    schema: &'a Schema,
    tables: HashMap<String, &'a Table>,
    views: HashSet<String>,
}

impl<'a> Known<'a> {
    /// The schema, if the models describe it: most tables that they asked for at the merge base are there. Otherwise the database is made by other means.
    pub(in crate::rules) fn of(cx: &ProjectContext<'a>) -> Option<Self> {
        let schema = cx.schema;
        let models = &cx.history.models;
        if models.now.is_empty() || models.before.is_empty() || !cx.history.whole {
            return None;
        }
        let bare = |name: &QualifiedName| name.name.to_lowercase();
        let tables: HashMap<String, &Table> = schema.tables.values().map(|table| (bare(&table.name), table)).collect();
        let views = schema.views.keys().map(bare).collect();
        let known = Self { schema, tables, views };
        let there = models.before.tables.keys().filter(|name| known.table(name).is_some()).count();
        (there * 2 > models.before.tables.len()).then_some(known)
    }

    /// The table of that name.
    pub(in crate::rules) fn table(&self, name: &str) -> Option<&'a Table> {
        self.tables.get(&name.to_lowercase()).copied()
    }

    /// Whether a table or view of that name is there.
    pub(in crate::rules) fn has_relation(&self, name: &str) -> bool {
        self.table(name).is_some() || self.views.contains(&name.to_lowercase())
    }

    /// Whether the enum is known and lacks the value (`Role.ADMIN`).
    pub(in crate::rules) fn lacks_value(&self, value: &str) -> bool {
        let Some((name, label)) = value.split_once('.') else { return false };
        let labels = self.schema.types.iter().find_map(|(own, user_type)| match &user_type.kind {
            UserTypeKind::Enum(labels) if own.name.eq_ignore_ascii_case(name) => Some(labels),
            _ => None,
        });
        labels.is_some_and(|labels| labels.iter().all(|(own, _)| own != label))
    }
}

/// Whether the table has a column of one of these names, or may have it.
pub(in crate::rules) fn may_have(table: &Table, name: &str, aliases: &[String]) -> bool {
    let is = |own: &str| own.eq_ignore_ascii_case(name) || aliases.iter().any(|alias| own.eq_ignore_ascii_case(alias));
    table.columns_unknown || table.columns.iter().any(|column| is(&column.name))
}

/// Whether the table has an index, a constraint or a policy of that name.
pub(in crate::rules) fn has_named(table: &Table, name: &str) -> bool {
    table.indexes.iter().any(|index| index.name.name == name) || table.constraint(name).is_some() || table.policies.contains(name)
}

/// The command that makes a migration of what the models ask for.
pub(in crate::rules) const fn generator(tool: Tool) -> &'static str {
    match tool {
        Tool::Prisma => "prisma migrate dev",
        Tool::Drizzle => "drizzle-kit generate",
        _ => "alembic revision --autogenerate",
    }
}
