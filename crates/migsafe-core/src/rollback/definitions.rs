//! The texts by which objects were made that the schema does not know whole.

use std::collections::HashMap;

use crate::name::QualifiedName;
use crate::operation::{CreateFunction, Operation};
use crate::schema::Schema;
use crate::source::Script;
use crate::sql;

/// Whose text it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Index(QualifiedName),
    View(QualifiedName),
    Function(QualifiedName, Vec<String>),
    Trigger(QualifiedName, String),
    Policy(QualifiedName, String),
}

/// Each object's last text, as far as nothing that it names was renamed since.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    texts: HashMap<Key, String>,
}

impl Definitions {
    /// Takes in an operation that was carried out, and the text of its statement where it is the only one in it. `schema` is as it stands afterwards.
    pub(crate) fn enter(&mut self, operation: &Operation, text: Option<&str>, schema: &Schema) {
        match operation {
            Operation::RenameTable(it) => self.forget(&it.table.name),
            Operation::RenameColumn(it) => self.forget(&it.column),
            Operation::RenameObject(it) => self.forget(&it.name.name),
            Operation::SetSchema(it) => self.forget(&it.name.name),
            Operation::AlterObject(it) => self.forget(&it.name.name),
            _ => {}
        }
        let key = match operation {
            Operation::CreateIndex(it) => {
                let named = it.name.clone().map(|name| QualifiedName { schema: it.table.schema.clone(), name: name.into() });
                let newest = || {
                    let indexes = &schema.tables.get(&it.table)?.indexes;
                    indexes.iter().max_by_key(|index| index.birth.map(|birth| birth.statement())).map(|index| index.name.clone())
                };
                named.or_else(newest).map(Key::Index)
            }
            Operation::CreateView(it) => Some(Key::View(it.view.clone())),
            Operation::CreateFunction(it) => Some(function(it)),
            Operation::CreateTrigger(it) => Some(Key::Trigger(it.table.clone(), it.name.clone())),
            Operation::CreatePolicy(it) => Some(Key::Policy(it.table.clone(), it.name.clone())),
            _ => None,
        };
        let Some(key) = key else { return };
        match text {
            Some(text) => {
                self.texts.insert(key, text.trim_end().trim_end_matches(';').trim_end().to_owned() + ";");
            }
            None => {
                self.texts.remove(&key);
            }
        }
    }

    /// Nothing that names it can be made by its old text any more.
    fn forget(&mut self, name: &str) {
        self.texts.retain(|_, text| !text.contains(name));
    }

    /// The text that makes an index of the name on the table, if it still would.
    pub(super) fn index(&self, index: &QualifiedName, table: &QualifiedName, schema: &Schema) -> Option<String> {
        let text = self.texts.get(&Key::Index(index.clone()))?;
        let script = Script { text: text.as_str().into(), ..Script::default() };
        let [statement] = &sql::read(&script)[..] else { return None };
        let [located] = &statement.operations[..] else { return None };
        let mut operation = located.operation.clone();
        schema.resolve(&mut operation);
        let Operation::CreateIndex(create) = operation else { return None };
        let named = create.name.as_deref() == Some(index.name.as_str());
        (create.table == *table && named).then(|| text.clone())
    }

    pub(super) fn view(&self, view: &QualifiedName) -> Option<&str> {
        self.texts.get(&Key::View(view.clone())).map(String::as_str)
    }

    pub(super) fn function(&self, create: &CreateFunction) -> Option<&str> {
        self.texts.get(&function(create)).map(String::as_str)
    }

    pub(super) fn trigger(&self, table: &QualifiedName, name: &str) -> Option<&str> {
        self.texts.get(&Key::Trigger(table.clone(), name.to_owned())).map(String::as_str)
    }

    pub(super) fn policy(&self, table: &QualifiedName, name: &str) -> Option<&str> {
        self.texts.get(&Key::Policy(table.clone(), name.to_owned())).map(String::as_str)
    }
}

fn function(create: &CreateFunction) -> Key {
    Key::Function(create.function.clone(), create.arguments.clone())
}
