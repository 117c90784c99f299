//! Whether what an operation takes away comes back later in the same migration: then it is replaced, not destroyed.
//!
//! Migration tools drop and create again where the database has no other way (`ON DELETE` of a foreign key), or where they do not use it.

mod returns;

use crate::name::QualifiedName;
use crate::operation::{
    AddConstraint, ConstraintKind, CreateIndex, DropConstraint, DropIndex, DropObject, IndexPart, Key, ObjectKind, Operation, RenameObject,
    TypeDefinition,
};
use crate::schema::{Index, Listed, Schema, Table, UserTypeKind};
use crate::sql::Statement;

use returns::Made;
pub(crate) use returns::Returns;

/// What stands around an operation in its migration.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// The migration's statements.
    pub(crate) statements: &'a [Statement],
    /// The place of the operation's statement among them.
    pub(crate) statement: usize,
    /// The place of the operation in its statement.
    pub(crate) operation: usize,
    /// What they make, by name.
    pub(crate) returns: &'a Returns<'a>,
}

impl Surroundings<'_> {
    /// The operations that follow and make something of that name, their own names completed as far as the schema of now can.
    fn following<'s>(&'s self, schema: &'s Schema, made: Made, name: &'s str) -> impl Iterator<Item = Operation> + 's {
        self.returns.after((self.statement, self.operation), made, name).map(|operation| resolved(operation, schema))
    }

    /// What the statements behind it ask of tables, indexes and triggers, names completed as far as the schema of now can.
    pub(crate) fn later<'s>(&'s self, schema: &'s Schema) -> impl Iterator<Item = Operation> + 's {
        Self::remade(self.statements.get(self.statement + 1..).unwrap_or_default().iter(), schema)
    }

    /// What the statements before it ask of them, the nearest first.
    pub(crate) fn earlier<'s>(&'s self, schema: &'s Schema) -> impl Iterator<Item = Operation> + 's {
        Self::remade(self.statements.get(..self.statement).unwrap_or_default().iter().rev(), schema)
    }

    fn remade<'s>(statements: impl Iterator<Item = &'s Statement> + 's, schema: &'s Schema) -> impl Iterator<Item = Operation> + 's {
        let asked = statements.take(LOOKED_AT).flat_map(|statement| &statement.operations).map(|located| &located.operation);
        asked.filter(|operation| remakes(operation)).map(|operation| {
            let mut operation = operation.clone();
            schema.resolve(&mut operation);
            operation
        })
    }

    /// Whether a column was given the type before, under this name or under the one that it had until a rename.
    fn turns_columns_into(&self, name: &str) -> bool {
        let turned = |name: &str| self.returns.before(self.statement, Made::ColumnOf, name).any(|it| turns_into(it, name));
        let earlier_name = self.returns.before(self.statement, Made::Type, name).find_map(|operation| match operation {
            Operation::RenameObject(it) if it.to == name => Some(it.name.name.as_str()),
            _ => None,
        });
        turned(name) || earlier_name.is_some_and(turned)
    }

    /// Whether a column is given a type of that name further on.
    fn turns_columns_later_into(&self, name: &str) -> bool {
        self.returns.after((self.statement, 0), Made::ColumnOf, name).any(|it| turns_into(it, name))
    }

    /// The renames of types to that name that went before.
    fn renames_before<'s>(&'s self, schema: &'s Schema, name: &'s str) -> impl Iterator<Item = RenameObject> + 's {
        self.returns.before(self.statement, Made::Type, name).filter_map(|operation| match resolved(operation, schema) {
            Operation::RenameObject(it) => Some(*it),
            _ => None,
        })
    }
}

fn turns_into(operation: &Operation, name: &str) -> bool {
    matches!(operation, Operation::AlterColumnType(it) if it.data_type.name.name == name)
}

fn resolved(operation: &Operation, schema: &Schema) -> Operation {
    let mut operation = operation.clone();
    schema.resolve(&mut operation);
    operation
}

/// So many constraints or indexes of the same table are looked at for one that takes the place of another under another name.
const COMPARED: usize = 200;

/// So many statements around one are looked at.
const LOOKED_AT: usize = 2_000;

/// Whether it is a part of making a table anew.
fn remakes(operation: &Operation) -> bool {
    match operation {
        Operation::CreateTable(_) | Operation::RenameTable(_) | Operation::CreateTrigger(_) => true,
        Operation::CreateIndex(create) => create.unique,
        Operation::Insert(insert) => insert.from_query.is_some(),
        _ => false,
    }
}

/// Whether what the operation takes away comes back. `schema` is that before the operation.
pub(crate) fn is_replaced(operation: &Operation, around: Surroundings<'_>, schema: &Schema) -> bool {
    match operation {
        Operation::DropConstraint(drop) => constraint_comes_back(drop, around, schema),
        Operation::DropIndex(drop) => index_comes_back(drop, around, schema),
        Operation::DropObject(drop) => object_comes_back(drop, around, schema),
        Operation::RenameObject(rename) if rename.object == ObjectKind::Type => {
            around.following(schema, Made::Type, &rename.name.name).any(|later| makes_type(&later, &rename.name))
        }
        _ => false,
    }
}

/// One of the same kind, under the same name or over the same columns of the same table.
fn constraint_comes_back(drop: &DropConstraint, around: Surroundings<'_>, schema: &Schema) -> bool {
    let table = schema.tables.get(&drop.table);
    let before = table.and_then(|table| table.constraint(&drop.constraint)).map(|constraint| &constraint.kind);
    let leaves_orphans = drop.cascade
        && !matches!(before, Some(ConstraintKind::ForeignKey(_) | ConstraintKind::Check { .. }))
        && schema.references_to(&drop.table).next().is_some();
    let of_table = around.following(schema, Made::ConstraintOf, &drop.table.name).take(if before.is_some() { COMPARED } else { 0 });
    !leaves_orphans
        && around.following(schema, Made::Constraint, &drop.constraint).chain(of_table).any(|later| match &later {
            Operation::AddConstraint(add) if add.table == drop.table => {
                let same_name = add.constraint.name.as_ref() == Some(&drop.constraint);
                before.map_or(same_name, |before| demands_the_same(before, same_name, add, table))
            }
            _ => false,
        })
}

fn demands_the_same(before: &ConstraintKind, same_name: bool, add: &AddConstraint, table: Option<&Table>) -> bool {
    match (before, &add.constraint.kind) {
        (ConstraintKind::ForeignKey(before), ConstraintKind::ForeignKey(after)) => same_name || same(&before.columns, &after.columns),
        (ConstraintKind::Check { expression: before, .. }, ConstraintKind::Check { expression: after, .. }) => {
            same_name || same(&before.columns, &after.columns)
        }
        (ConstraintKind::Exclude { columns: before }, ConstraintKind::Exclude { columns: after }) => same_name || same(before, after),
        (ConstraintKind::PrimaryKey(before), ConstraintKind::PrimaryKey(after))
        | (ConstraintKind::Unique(before), ConstraintKind::Unique(after) | ConstraintKind::PrimaryKey(after)) => {
            refuses_as_much(&before.columns, &columns_of_key(after, table))
        }
        _ => false,
    }
}

fn columns_of_key(key: &Key, table: Option<&Table>) -> Vec<String> {
    let Some(index) = &key.using_index else { return key.columns.clone() };
    table.and_then(|table| table.index(index)).map(|index| plain_columns(&index.parts)).unwrap_or_default()
}

/// A key over fewer of the columns refuses every duplicate that the old one refused; over more it does not, whatever its name.
fn refuses_as_much(before: &[String], after: &[String]) -> bool {
    !after.is_empty() && after.iter().all(|column| before.contains(column))
}

fn plain_columns(parts: &[IndexPart]) -> Vec<String> {
    let plain = |part: &IndexPart| match part {
        IndexPart::Column(column) => column.clone(),
        // No column has this name, so that nothing is taken for equal.
        IndexPart::Expression(expression) => format!("({})", expression.text),
    };
    parts.iter().map(plain).collect()
}

fn same(before: &[String], after: &[String]) -> bool {
    before.len() == after.len() && before.iter().all(|column| after.contains(column))
}

fn index_comes_back(drop: &DropIndex, around: Surroundings<'_>, schema: &Schema) -> bool {
    let owner = schema.index_owner.get(&drop.index);
    let indexes = owner.and_then(|owner| {
        schema.tables.get(owner).map(|table| &table.indexes).or_else(|| schema.views.get(owner).map(|view| &view.indexes))
    });
    let before = indexes.and_then(|indexes| indexes.iter().find(|index| index.name == drop.index));
    let of_table = |made: Made| {
        owner.into_iter().flat_map(move |owner| around.following(schema, made, &owner.name).take(COMPARED).collect::<Vec<_>>())
    };
    let mut later =
        around.following(schema, Made::Index, &drop.index.name).chain(of_table(Made::IndexOf)).chain(of_table(Made::ConstraintOf));
    !drop.cascade
        && later.any(|later| match &later {
            Operation::CreateIndex(create) => match (owner, before) {
                (Some(owner), Some(before)) => create.table == *owner && guards_the_same(before, create),
                _ => create.name.as_deref() == Some(drop.index.name.as_str()) && create.table.schema == drop.index.schema,
            },
            // MySQL has no difference between a unique index and the constraint.
            Operation::AddConstraint(add) => match (owner, before, &add.constraint.kind) {
                (Some(owner), Some(before), ConstraintKind::Unique(key) | ConstraintKind::PrimaryKey(key)) => {
                    add.table == *owner && refuses_as_much(&plain_columns(&before.parts), &key.columns)
                }
                _ => false,
            },
            _ => false,
        })
}

/// A unique index guards the data, so that another name does not matter, and other columns do.
fn guards_the_same(before: &Index, create: &CreateIndex) -> bool {
    if !before.unique {
        return create.name.as_deref() == Some(before.name.name.as_str()) || create.parts == before.parts;
    }
    let text = |predicate: &Option<crate::operation::Expression>| predicate.as_ref().map(|predicate| predicate.text.clone());
    let as_wide = create.predicate.is_none() || text(&create.predicate) == text(&before.predicate);
    create.unique && as_wide && refuses_as_much(&plain_columns(&before.parts), &plain_columns(&create.parts))
}

fn object_comes_back(drop: &DropObject, around: Surroundings<'_>, schema: &Schema) -> bool {
    let comes_back = |name: &QualifiedName| {
        around.following(schema, Made::Object, &name.name).any(|later| match (&later, drop.object) {
            (Operation::CreateTrigger(it), ObjectKind::Trigger) => it.name == name.name && Some(&it.table) == drop.on.as_ref(),
            (Operation::CreateRule(it), ObjectKind::Rule) => it.name == name.name && Some(&it.table) == drop.on.as_ref(),
            (Operation::CreatePolicy(it), ObjectKind::Policy) => it.name == name.name && Some(&it.table) == drop.on.as_ref(),
            (Operation::CreateView(it), ObjectKind::View | ObjectKind::MaterializedView) => it.view == *name,
            // One that the history does not show has no schema yet.
            (Operation::CreateFunction(it), ObjectKind::Function | ObjectKind::Procedure) => {
                it.function == *name || name.schema.is_none() && it.function.name == name.name && schema.is_made_in_path(&it.function)
            }
            _ => false,
        })
    };
    match drop.object {
        ObjectKind::Type => type_stays(drop, around, schema),
        ObjectKind::View | ObjectKind::MaterializedView if drop.cascade => {
            comes_back(&drop.name) && schema.views_reading(&drop.name, None).iter().all(|view| comes_back(&view.name))
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => comes_back(&drop.name),
        // What else goes with it is not known.
        _ => !drop.cascade && comes_back(&drop.name),
    }
}

/// An enum is swapped for another one of the same name that has every label: the new one comes later, or has taken the name that this one had. Where a label is
/// lost on the way of a column from the one to the other, that change of its type is what destroys, and not the end of the empty shell.
fn type_stays(drop: &DropObject, around: Surroundings<'_>, schema: &Schema) -> bool {
    let Some(UserTypeKind::Enum(labels)) = schema.types.get(&drop.name).map(|user| &user.kind) else { return false };
    if drop.cascade {
        return false;
    }
    let later = around.following(schema, Made::Type, &drop.name.name).any(|later| match &later {
        Operation::CreateType(create) if create.name == drop.name => match &create.definition {
            TypeDefinition::Enum(new) => {
                labels.iter().all(|(label, _)| new.contains(label)) || around.turns_columns_later_into(&drop.name.name)
            }
            _ => false,
        },
        _ => false,
    });
    let swapped = |rename: &RenameObject| {
        let successor = schema.types.get(&rename.name).map(|user| &user.kind);
        rename.to == drop.name.name
            && matches!(successor, Some(UserTypeKind::Enum(new)) if has_all(labels, new) || around.turns_columns_into(&rename.name.name))
    };
    later || around.renames_before(schema, &drop.name.name).any(|rename| swapped(&rename))
}

/// Labels of an enum, with who added each later one.
type Labels = Listed<(String, Option<crate::schema::Birth>)>;

fn has_all(before: &Labels, after: &Labels) -> bool {
    before.iter().all(|(label, _)| after.contains(label))
}

/// Whether the operation gives a type that name.
fn makes_type(operation: &Operation, name: &QualifiedName) -> bool {
    match operation {
        Operation::CreateType(create) => create.name == *name,
        Operation::RenameObject(rename) => rename.object == ObjectKind::Type && rename.to == name.name,
        _ => false,
    }
}
