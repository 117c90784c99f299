//! Completing names with their schemas.
//!
//! Source: PostgreSQL docs, 5.10.3 *The Schema Search Path*.

use smol_str::SmolStr;

use super::Schema;
use crate::name::QualifiedName;
use crate::operation::{ConstraintDefinition, ConstraintKind, CreateTable, NameRole, ObjectKind, Operation, Persistence};
use crate::source::Dialect;

/// The schema under which temporary relations are kept.
pub(super) const TEMPORARY: &str = "pg_temp";

/// So many tables are looked through for one of the same letters.
const COMPARED: usize = 5_000;

impl Schema {
    /// Completes the names inside the operation with their schemas, by the search path and by what exists.
    pub fn resolve(&self, operation: &mut Operation) {
        if self.dialect != Dialect::PostgreSql {
            return self.resolve_other(operation);
        }
        if let Operation::CreateTable(create) = operation {
            self.place_created_table(create);
        }
        let defines_type = names_user_type(operation);
        operation.names_mut(&mut |role, name| {
            if name.schema.is_none() {
                name.schema = match role {
                    NameRole::Relation => self.schema_of_relation(&name.name),
                    NameRole::Index => {
                        self.find_in_path(&name.name, |full| self.index_owner.contains_key(full)).or_else(|| Some(self.first_schema()))
                    }
                    NameRole::Type => {
                        let found = self.find_in_path(&name.name, |full| self.types.contains_key(full));
                        if found.is_none() && defines_type { Some(self.first_schema()) } else { found }
                    }
                    NameRole::Function => self.find_in_path(&name.name, |full| self.functions.contains_key(full)),
                    NameRole::Created => Some(self.first_schema()),
                };
            }
        });
    }

    /// MySQL and SQLite have no search path, so that a name is all there is; SQLite's own schema may be named. Letters that differ in size alone are the same name,
    /// in MySQL on some systems: the table that is there is meant.
    fn resolve_other(&self, operation: &mut Operation) {
        operation.names_mut(&mut |role, name| {
            if self.dialect == Dialect::Sqlite && name.schema.as_deref().is_some_and(|schema| schema.eq_ignore_ascii_case("main")) {
                name.schema = None;
            }
            if role == NameRole::Relation && !self.relation_exists(name) && self.tables.len() <= COMPARED {
                let same = |known: &&QualifiedName| known.schema == name.schema && known.name.eq_ignore_ascii_case(&name.name);
                if let Some(spelled) = self.tables.keys().chain(self.views.keys()).find(same) {
                    name.name.clone_from(&spelled.name);
                }
            }
        });
    }

    /// A table is created before its foreign keys are looked up, so that one that names the table itself finds it.
    fn place_created_table(&self, create: &mut CreateTable) {
        if create.table.schema.is_none() {
            let temporary = create.persistence == Persistence::Temporary;
            create.table.schema = Some(if temporary { TEMPORARY.into() } else { self.first_schema() });
        }
        let reachable = create.persistence == Persistence::Temporary || create.table.schema == Some(self.first_schema());
        if !reachable {
            return;
        }
        let table = create.table.clone();
        let itself = |definition: &mut ConstraintDefinition| {
            if let ConstraintKind::ForeignKey(key) = &mut definition.kind
                && key.references.schema.is_none()
                && key.references.name == table.name
            {
                key.references.schema.clone_from(&table.schema);
            }
        };
        create.constraints.iter_mut().chain(create.columns.iter_mut().flat_map(|column| &mut column.constraints)).for_each(itself);
    }

    /// The schema that an unqualified name is created in. An empty path has none, and the server refuses; `public` stands in for it.
    fn first_schema(&self) -> SmolStr {
        self.search_path.first().cloned().unwrap_or(SmolStr::new_static("public"))
    }

    /// Whether a name without a schema would be found under it, or would be made under it.
    pub(crate) fn is_made_in_path(&self, name: &QualifiedName) -> bool {
        name.schema.as_ref().is_none_or(|schema| *schema == self.first_schema() || self.search_path.contains(schema))
    }

    fn schema_of_relation(&self, name: &str) -> Option<SmolStr> {
        let temporary = QualifiedName::new(TEMPORARY, name);
        if self.tables.contains_key(&temporary) || self.sequences.contains_key(&temporary) {
            return temporary.schema;
        }
        self.find_in_path(name, |full| self.relation_exists(full)).or_else(|| {
            // Catalogs are found before anything else; no history creates them.
            if name.starts_with("pg_") { Some(SmolStr::new_static("pg_catalog")) } else { Some(self.first_schema()) }
        })
    }

    fn find_in_path(&self, name: &str, exists: impl Fn(&QualifiedName) -> bool) -> Option<SmolStr> {
        let mut full = QualifiedName::bare(name);
        self.search_path.iter().find_map(|schema| {
            full.schema = Some(schema.clone());
            exists(&full).then(|| schema.clone())
        })
    }
}

/// Whether the types that the operation names are the project's own, known or not: no migration alters a built-in one.
fn names_user_type(operation: &Operation) -> bool {
    match operation {
        Operation::AddEnumValue(_) | Operation::RenameEnumValue(_) | Operation::AlterTypeAttribute(_) | Operation::AlterDomain(_) => true,
        Operation::DropObject(it) => matches!(it.object, ObjectKind::Type | ObjectKind::Domain),
        Operation::RenameObject(it) => matches!(it.object, ObjectKind::Type | ObjectKind::Domain),
        Operation::SetSchema(it) => matches!(it.object, ObjectKind::Type | ObjectKind::Domain),
        _ => false,
    }
}
