//! A key's column of another type. With it move the keys, indexes and references that it is part of, and the columns of other tables that refer to it.

use super::swap::resting_on;
use super::{columns, in_two_steps, next_transaction, not_null_in_steps, outside_transaction, placeholder_batch, step, type_sql};
use crate::name::{QualifiedName, quote};
use crate::operation::{AlterColumnType, ConstraintDefinition, ConstraintKind, ForeignKey, Identity, IndexPart, Key, Operation};
use crate::report::{Place, Step};
use crate::rules::OperationContext;
use crate::schema::{Column, Index, Table};
use crate::source::TransactionScope;

/// More columns than these are not moved in one go.
const MOST: usize = 12;

/// What moves.
struct Move<'a> {
    cx: &'a OperationContext<'a>,
    alter: &'a AlterColumnType,
    /// The column itself, then those that refer to it.
    moved: Vec<(&'a Table, &'a Column)>,
    keys: Vec<(&'a Table, String, Key, bool)>,
    references: Vec<(&'a Table, String, ForeignKey)>,
    indexes: Vec<(&'a Table, &'a Index)>,
    /// What a person has to see to.
    left: Vec<String>,
}

/// The steps for a column of a primary key. `None`: not of such a table, or not by such an expression.
pub(super) fn move_key(cx: &OperationContext<'_>, alter: &AlterColumnType) -> Option<Vec<Step>> {
    let plan = Move::of(cx, alter)?;
    let run = cx.run();
    let mut steps = vec![step(
        "add a column of the new type, which the server itself keeps equal to the old one",
        plan.each(|table, column| plan.begin(table, column)),
        Place::SameMigration,
    )];
    for (table, column) in &plan.moved {
        let title =
            format!("fill {}.{}_new in batches of some thousand rows, each in a transaction of its own", table.name.short(), column.name);
        steps.push(step(title, plan.fill(table, column), Place::OutsideTool));
    }
    for (table, column) in plan.moved.iter().filter(|(_, column)| plan.is_needed(column)) {
        let mut needed = not_null_in_steps(run, &table.name, &format!("{}_new", column.name), cx.version());
        if let Some(first) = needed.first_mut() {
            first.place = Place::LaterDeploy;
        }
        steps.extend(needed);
    }
    for (title, sql) in plan.builds() {
        steps.extend(outside_transaction(run, &title, &sql));
    }
    for (table, name, key) in &plan.references {
        let definition = ConstraintDefinition::new(Some(format!("{name}_new")), ConstraintKind::ForeignKey(plan.new_reference(table, key)));
        let mut two = in_two_steps(run, &table.name, &definition, false);
        if let Some(first) = two.first_mut() {
            first.place = next_transaction(run);
        }
        steps.extend(two);
    }
    if !plan.left.is_empty() {
        let title =
            format!("these steps leave out what else rests on the old column: build it anew for the new one: {}", plan.left.join(", "));
        steps.push(step(title, "", Place::LaterDeploy));
    }
    let swap = plan.swap().join("\n");
    let swap = if run.transaction == TransactionScope::None { format!("BEGIN;\n{swap}\nCOMMIT;") } else { swap };
    let title = format!(
        "swap them in one short transaction, once all code takes {} for this key (JavaScript drivers give bigint as text)",
        type_sql(&alter.data_type)
    );
    steps.push(step(title, swap, next_transaction(run)));
    let drop = |table: &Table, column: &Column| format!("ALTER TABLE {} DROP COLUMN {};", table.name.to_sql(), old(column));
    steps.push(step("drop what is not written any more", plan.each(drop), Place::LaterDeploy));
    Some(steps)
}

fn old(column: &Column) -> String {
    quote(&format!("{}_old", column.name))
}

fn new(column: &Column) -> String {
    quote(&format!("{}_new", column.name))
}

/// The function that keeps the new column equal, which has the trigger's name too.
fn follower(table: &Table, column: &Column) -> QualifiedName {
    QualifiedName { schema: table.name.schema.clone(), name: format!("{}_{}_new", table.name.name, column.name) }
}

impl<'a> Move<'a> {
    fn of(cx: &'a OperationContext<'a>, alter: &'a AlterColumnType) -> Option<Self> {
        let mut plan =
            Self { cx, alter, moved: Vec::new(), keys: Vec::new(), references: Vec::new(), indexes: Vec::new(), left: Vec::new() };
        plan.take(&alter.table, &alter.column)?;
        let mut at = 0;
        while let Some((table, column)) = plan.moved.get(at).copied() {
            for (from, name) in plan.referring(table, column) {
                if !plan.is_moved(&from, &name) {
                    plan.take(&from, &name)?;
                }
            }
            at += 1;
        }
        // An expression of the one column's own says nothing of the others.
        if plan.moved.len() > 1 && alter.using.is_some() && !plan.is_cast() {
            return None;
        }
        Some(plan)
    }

    /// Takes in a column and what stands on it.
    fn take(&mut self, name: &QualifiedName, column: &str) -> Option<()> {
        let table = self.cx.schema().tables.get(name)?;
        let known = table.column(column)?;
        let is_alone =
            table.partition_by.is_none() && table.partition_of.is_none() && table.children.is_empty() && table.inherits.is_empty();
        if !is_alone || table.foreign || known.generated.is_some() || self.moved.len() >= MOST {
            return None;
        }
        self.moved.push((table, known));
        for constraint in self.constraints(table).into_iter().filter(|constraint| uses(constraint, column)) {
            let name = constraint.name?;
            match constraint.kind {
                _ if constraint.deferrable => return None,
                ConstraintKind::PrimaryKey(key) => self.key(table, name, key, true)?,
                ConstraintKind::Unique(key) => self.key(table, name, key, false)?,
                ConstraintKind::ForeignKey(key)
                    if !self.references.iter().any(|(of, known, _)| of.name == table.name && *known == name) =>
                {
                    self.references.push((table, name, key));
                }
                _ => {}
            }
        }
        for index in table.indexes.iter().filter(|index| index.constraint.is_none() && index.uses(column)) {
            if can_be_told(index) && !self.indexes.iter().any(|(_, known)| known.name == index.name) {
                self.indexes.push((table, index));
            }
        }
        let is_left = |what: &String| {
            let plain = table.indexes.iter().filter(|index| can_be_told(index)).any(|index| *what == format!("index {}", index.name.name));
            !plain && !["primary key ", "unique constraint ", "foreign key "].iter().any(|kind| what.starts_with(kind))
        };
        self.left.extend(resting_on(self.cx, name, column).into_iter().filter(is_left));
        Some(())
    }

    fn key(&mut self, table: &'a Table, name: String, key: Key, primary: bool) -> Option<()> {
        if key.columns.is_empty() {
            return None;
        }
        if !self.keys.iter().any(|(other, known, ..)| other.name == table.name && *known == name) {
            self.keys.push((table, name, key, primary));
        }
        Some(())
    }

    /// The constraints that the table has, and those that the migration adds: a tool may have dropped them for the change.
    fn constraints(&self, table: &Table) -> Vec<ConstraintDefinition> {
        let mut found: Vec<ConstraintDefinition> = table
            .constraints
            .iter()
            .map(|known| ConstraintDefinition {
                deferrable: known.deferrable,
                ..ConstraintDefinition::new(Some(known.name.clone()), known.kind.clone())
            })
            .collect();
        for (_, constraint) in self.added().into_iter().filter(|(name, _)| *name == table.name) {
            if constraint.name.is_some() && !found.iter().any(|known| known.name == constraint.name) {
                found.push(constraint);
            }
        }
        found
    }

    fn added(&self) -> Vec<(QualifiedName, ConstraintDefinition)> {
        let operations = self.cx.statement.migration.statements.iter().flat_map(|statement| &statement.operations);
        let added = operations.map(|located| &located.operation).filter(|operation| matches!(operation, Operation::AddConstraint(_)));
        let resolved = added.filter_map(|operation| {
            let mut operation = operation.clone();
            self.cx.schema().resolve(&mut operation);
            if let Operation::AddConstraint(add) = operation { Some((add.table, add.constraint)) } else { None }
        });
        resolved.collect()
    }

    /// The columns that refer to the column.
    fn referring(&self, table: &Table, column: &Column) -> Vec<(QualifiedName, String)> {
        let known = self
            .cx
            .schema()
            .referencing(&table.name)
            .filter_map(|(from, constraint)| Some((from.name.clone(), constraint.foreign_key()?.clone())));
        let added = self.added().into_iter().filter_map(|(from, constraint)| match constraint.kind {
            ConstraintKind::ForeignKey(key) if key.references == table.name => Some((from, key)),
            _ => None,
        });
        let pairs = known.chain(added).flat_map(|(from, key)| {
            let targets = self.referenced(&key);
            key.columns.into_iter().zip(targets).map(move |(name, target)| (from.clone(), name, target))
        });
        pairs.filter(|(.., target)| *target == column.name).map(|(from, name, _)| (from, name)).collect()
    }

    /// The columns that a foreign key refers to: those of the primary key where it names none.
    fn referenced(&self, key: &ForeignKey) -> Vec<String> {
        if !key.referenced_columns.is_empty() {
            return key.referenced_columns.clone();
        }
        let table = self.cx.schema().tables.get(&key.references);
        let constraints = table.map(|table| self.constraints(table)).unwrap_or_default();
        let primary = constraints.into_iter().find_map(|constraint| match constraint.kind {
            ConstraintKind::PrimaryKey(key) => Some(key.columns),
            _ => None,
        });
        primary.unwrap_or_default()
    }

    fn is_moved(&self, table: &QualifiedName, column: &str) -> bool {
        self.moved.iter().any(|(known, moved)| known.name == *table && moved.name == column)
    }

    /// The columns with those that move under their new names.
    fn renamed(&self, table: &QualifiedName, names: &[String]) -> Vec<String> {
        names.iter().map(|name| if self.is_moved(table, name) { format!("{name}_new") } else { name.clone() }).collect()
    }

    fn is_needed(&self, column: &Column) -> bool {
        column.not_null == Some(true) || self.alter.column == column.name
    }

    fn each(&self, text: impl Fn(&Table, &Column) -> String) -> String {
        self.moved.iter().map(|(table, column)| text(table, column)).collect::<Vec<_>>().join("\n")
    }

    /// `USING` says no more than `column::type`.
    fn is_cast(&self) -> bool {
        self.alter.using.as_ref().is_some_and(|using| {
            using.cast.is_some() && using.functions.is_empty() && using.columns.len() == 1 && using.text.matches("::").count() == 1
        })
    }

    /// What the new column holds, of the old one under that name.
    fn value(&self, column: &str) -> String {
        match &self.alter.using {
            None => column.to_owned(),
            Some(using) if !self.is_cast() => using.text.clone(),
            Some(_) => format!("{column}::{}", type_sql(&self.alter.data_type)),
        }
    }

    /// The new column, and a trigger that writes it. The function stands on one line: tools that cut at the ends of lines leave it whole.
    fn begin(&self, table: &Table, column: &Column) -> String {
        let (name, new, function) = (table.name.to_sql(), new(column), follower(table, column));
        let value = self.value(&format!("NEW.{}", quote(&column.name)));
        let set = if self.alter.using.is_some() && !self.is_cast() {
            format!("SELECT {value} INTO NEW.{new} FROM (SELECT NEW.*) AS written;")
        } else {
            format!("NEW.{new} := {value};")
        };
        [
            format!("ALTER TABLE {name} ADD COLUMN {new} {};", type_sql(&self.alter.data_type)),
            format!("CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {set} RETURN NEW; END $$;", function.to_sql()),
            format!(
                "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION {}();",
                quote(&function.name),
                function.to_sql()
            ),
        ]
        .join("\n")
    }

    fn fill(&self, table: &Table, column: &Column) -> String {
        let (new, old) = (new(column), quote(&column.name));
        let batch = placeholder_batch(&self.cx.batch_key(&table.name));
        format!("UPDATE {} SET {new} = {} WHERE {new} IS NULL AND {old} IS NOT NULL AND {batch}", table.name.to_sql(), self.value(&old))
    }

    /// The indexes that are built beside running writes, with what is said of each.
    fn builds(&self) -> Vec<(String, String)> {
        let of_keys = self.keys.iter().map(|(table, name, key, _)| {
            let mut sql = format!(
                "CREATE UNIQUE INDEX CONCURRENTLY {} ON {} ({})",
                quote(&format!("{name}_new")),
                table.name.to_sql(),
                columns(&self.renamed(&table.name, &key.columns))
            );
            if !key.include.is_empty() {
                sql = format!("{sql} INCLUDE ({})", columns(&self.renamed(&table.name, &key.include)));
            }
            if key.nulls_not_distinct {
                sql.push_str(" NULLS NOT DISTINCT");
            }
            (format!("build the index of {name} for the new column while writes go on"), sql)
        });
        let plain = self.indexes.iter().map(|(table, index)| {
            let unique = if index.unique { "UNIQUE " } else { "" };
            let name = quote(&format!("{}_new", index.name.name));
            let method = if index.method == "btree" { String::new() } else { format!(" USING {}", index.method) };
            let parts = columns(&self.renamed(&table.name, &columns_of(index)));
            let sql = format!("CREATE {unique}INDEX CONCURRENTLY {name} ON {}{method} ({parts})", table.name.to_sql());
            (format!("build {} for the new column while writes go on, in the order that it has", index.name.name), sql)
        });
        of_keys.chain(plain).collect()
    }

    fn new_reference(&self, table: &Table, key: &ForeignKey) -> ForeignKey {
        ForeignKey {
            columns: self.renamed(&table.name, &key.columns),
            referenced_columns: self.renamed(&key.references, &self.referenced(key)),
            ..key.clone()
        }
    }

    /// The new columns take the old ones' place and names, and all that stood on them.
    fn swap(&self) -> Vec<String> {
        let mut sql = Vec::new();
        for (table, name, _) in &self.references {
            sql.push(format!("ALTER TABLE {} DROP CONSTRAINT {};", table.name.to_sql(), quote(name)));
        }
        for (table, name, ..) in &self.keys {
            sql.push(format!("ALTER TABLE {} DROP CONSTRAINT {};", table.name.to_sql(), quote(name)));
        }
        for (_, index) in &self.indexes {
            sql.push(format!("DROP INDEX {};", index.name.to_sql()));
        }
        for (table, column) in &self.moved {
            let (name, follower) = (table.name.to_sql(), follower(table, column));
            sql.push(format!("DROP TRIGGER {} ON {name};", quote(&follower.name)));
            sql.push(format!("DROP FUNCTION {}();", follower.to_sql()));
            sql.push(format!("ALTER TABLE {name} RENAME COLUMN {} TO {};", quote(&column.name), old(column)));
            sql.push(format!("ALTER TABLE {name} RENAME COLUMN {} TO {};", new(column), quote(&column.name)));
        }
        for (table, name, _, primary) in &self.keys {
            let word = if *primary { "PRIMARY KEY" } else { "UNIQUE" };
            let index = quote(&format!("{name}_new"));
            sql.push(format!("ALTER TABLE {} ADD CONSTRAINT {} {word} USING INDEX {index};", table.name.to_sql(), quote(name)));
        }
        for (_, index) in &self.indexes {
            let new = QualifiedName { name: format!("{}_new", index.name.name), ..index.name.clone() };
            sql.push(format!("ALTER INDEX {} RENAME TO {};", new.to_sql(), quote(&index.name.name)));
        }
        for (table, name, _) in &self.references {
            let new = quote(&format!("{name}_new"));
            sql.push(format!("ALTER TABLE {} RENAME CONSTRAINT {new} TO {};", table.name.to_sql(), quote(name)));
        }
        for (table, column) in &self.moved {
            sql.extend(self.values(table, column));
            if self.is_needed(column) {
                sql.push(format!("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL;", table.name.to_sql(), old(column)));
            }
        }
        sql
    }

    /// Where new values come from moves too: the identity, the sequence, the default.
    fn values(&self, table: &Table, column: &Column) -> Vec<String> {
        let (name, now, before) = (table.name.to_sql(), quote(&column.name), old(column));
        if let Some(identity) = column.identity {
            let kind = if identity == Identity::Always { "ALWAYS" } else { "BY DEFAULT" };
            let sequence = |column: &str| format!("pg_get_serial_sequence({}, {})", literal(&name), literal(column));
            return vec![
                format!("ALTER TABLE {name} ALTER COLUMN {now} ADD GENERATED {kind} AS IDENTITY;"),
                format!("SELECT setval({}, nextval({}));", sequence(&column.name), sequence(&format!("{}_old", column.name))),
                format!("ALTER TABLE {name} ALTER COLUMN {before} DROP IDENTITY;"),
            ];
        }
        let mut sql = Vec::new();
        if let Some(sequence) = self.cx.schema().sequences_owned_by(&table.name, Some(&column.name)).next() {
            let sequence = sequence.name.to_sql();
            sql.push(format!("ALTER TABLE {name} ALTER COLUMN {now} SET DEFAULT nextval({});", literal(&sequence)));
            sql.push(format!("ALTER SEQUENCE {sequence} OWNED BY {name}.{now};"));
            if matches!(self.alter.data_type.name.name.as_str(), "bigint" | "int8") {
                sql.push(format!("ALTER SEQUENCE {sequence} AS bigint;"));
            }
        } else if let Some(default) = &column.default {
            sql.push(format!("ALTER TABLE {name} ALTER COLUMN {now} SET DEFAULT {};", default.text));
        } else {
            return sql;
        }
        sql.push(format!("ALTER TABLE {name} ALTER COLUMN {before} DROP DEFAULT;"));
        sql
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn uses(constraint: &ConstraintDefinition, column: &str) -> bool {
    let among = |columns: &[String]| columns.iter().any(|name| name == column);
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => among(&key.columns) || among(&key.include),
        ConstraintKind::ForeignKey(key) => among(&key.columns),
        _ => false,
    }
}

/// An index of plain columns: its text can be made again.
fn can_be_told(index: &Index) -> bool {
    index.predicate.is_none() && index.include.is_empty() && index.parts.iter().all(|part| matches!(part, IndexPart::Column(_)))
}

fn columns_of(index: &Index) -> Vec<String> {
    let name = |part: &IndexPart| match part {
        IndexPart::Column(name) => Some(name.clone()),
        IndexPart::Expression(_) => None,
    };
    index.parts.iter().filter_map(name).collect()
}
