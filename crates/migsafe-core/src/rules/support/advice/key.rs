//! A key's column of another type. With it move the keys, indexes and references that it is part of, and the columns of other tables that refer to it.

mod plan;

use super::{columns, in_two_steps, next_transaction, not_null_in_steps, outside_transaction, placeholder_batch, step, type_sql};
use crate::name::{QualifiedName, quote};
use crate::operation::{AlterColumnType, ConstraintDefinition, ConstraintKind, ForeignKey, Identity};
use crate::report::{Place, Step};
use crate::rules::OperationContext;
use crate::schema::{Column, Table};
use crate::source::TransactionScope;
use plan::{Move, columns_of};

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
    QualifiedName { schema: table.name.schema.clone(), name: format!("{}_{}_new", table.name.name, column.name).into() }
}

impl Move<'_> {
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
            let method = if &*index.method == "btree" { String::new() } else { format!(" USING {}", index.method) };
            let named = self.renamed(&table.name, &columns_of(index)).into_iter().map(|name| quote(&name));
            let options = index.part_options.iter().cloned().chain(std::iter::repeat(String::new()));
            let parts: Vec<String> =
                named.zip(options).map(|(name, options)| if options.is_empty() { name } else { format!("{name} {options}") }).collect();
            let parts = parts.join(", ");
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
            let new = QualifiedName { name: format!("{}_new", index.name.name).into(), ..index.name.clone() };
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
