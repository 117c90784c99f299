//! What needs a column, a relation, a function or a type: it refuses that the thing goes or changes, or goes with it under `CASCADE`. Measured on 14–18.

use super::Circumstances;
use super::LockMode;
use super::draft::Draft;
use super::model::LISTED;
use crate::name::QualifiedName;
use crate::operation::{Cast, ConstraintKind, Expression, IndexPart, Reads, TypeName};
use crate::schema::{Needing, NeedingKind, Table, UserTypeKind, View, bare_type};
use crate::version::PostgresVersion;

/// A thing that needs another.
pub(super) struct Dependent {
    /// In words: `policy own of customers`.
    words: String,
    /// What is locked with ACCESS EXCLUSIVE when it goes.
    locks: Vec<QualifiedName>,
    /// Whether it certainly needs the thing, rather than one of the same name.
    certain: bool,
    /// Which kind, where that makes a difference.
    kind: Option<NeedingKind>,
    /// A function that goes, with whatever calls it.
    function: Option<QualifiedName>,
}

impl Dependent {
    fn new(words: String, locks: Vec<QualifiedName>, certain: bool) -> Self {
        Self { words, locks, certain, kind: None, function: None }
    }

    fn view(view: &View, cx: &Circumstances<'_>) -> Self {
        let views = std::iter::once(view).chain(cx.views_on(&view.name));
        let locks = views.flat_map(|view| std::iter::once(view.name.clone()).chain(cx.index_names(&view.name))).collect();
        Self::new(format!("view {}", view.name.short()), locks, true)
    }
}

/// What a thing is needed as.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Function(&'a QualifiedName),
    Type(&'a QualifiedName),
}

impl Thing<'_> {
    fn is_in(self, functions: &[QualifiedName], casts: &[Cast], cx: &Circumstances<'_>) -> bool {
        match self {
            Thing::Function(name) => functions.iter().any(|written| cx.means(written, name)),
            Thing::Type(name) => casts.iter().any(|cast| cx.means(&cast.to.name, name)),
        }
    }

    fn is_in_expression(self, expression: &Expression, cx: &Circumstances<'_>) -> bool {
        self.is_in(&expression.functions, &expression.casts, cx)
    }

    fn is_in_reads(self, reads: &Reads, cx: &Circumstances<'_>) -> bool {
        self.is_in(&reads.functions, &reads.casts, cx)
    }
}

impl Circumstances<'_> {
    /// Whether a name in an expression, written perhaps without its schema, is the one of that object.
    fn means(&self, written: &QualifiedName, object: &QualifiedName) -> bool {
        written == object
            || written.schema.is_none()
                && written.name == object.name
                && object.schema.as_ref().is_some_and(|schema| self.schema.search_path.contains(schema))
    }

    /// Whether a column of that name, read from these relations, can only be the table's.
    pub(super) fn is_column_of(&self, table: &QualifiedName, column: &str, relations: &[QualifiedName]) -> bool {
        relations
            .iter()
            .filter(|relation| *relation != table)
            .all(|other| self.table(other).is_some_and(|other| other.is_known() && other.column(column).is_none()))
    }
}

/// Policies, triggers, rules, functions with an SQL body and published parts that need the column. Views and keys are found elsewhere.
pub(super) fn of_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Vec<Dependent> {
    let names = |needs: &Reads| needs.relations.contains(table) && needs.columns.iter().any(|name| name == column || name == "*");
    let certain = |needs: &Reads| cx.is_column_of(table, column, &needs.relations) && needs.columns.iter().any(|name| name == column);
    let mut found = needing(cx.schema.needing.of_relation(table), cx, &names, &certain);
    for (function, needs) in sql_functions(cx.schema.functions_reading(table)).filter(|(_, needs)| names(needs)) {
        found.push(function_dependent(function, certain(needs)));
    }
    found
}

/// What needs the table, its own policies, triggers and rules aside. Views and keys are found elsewhere.
pub(super) fn of_relation(table: &QualifiedName, cx: &Circumstances<'_>) -> Vec<Dependent> {
    let mut found = needing(cx.schema.needing.of_relation(table), cx, &|_| true, &|_| true);
    found.retain(|dependent| !dependent.locks.contains(table));
    for (function, _) in sql_functions(cx.schema.functions_reading(table)) {
        found.push(function_dependent(function, true));
    }
    found.extend(of_signature(table, cx));
    for (user, column) in columns_of_rows(table, cx) {
        found.push(Dependent::new(format!("column {}.{column}", user.short()), vec![user], true));
    }
    found
}

/// The columns that hold whole rows of the table, whose name is a type's too.
pub(super) fn columns_of_rows(table: &QualifiedName, cx: &Circumstances<'_>) -> Vec<(QualifiedName, String)> {
    if !cx.schema.may_have_columns_of(&table.name) {
        return Vec::new();
    }
    let holds = |data_type: &TypeName| cx.means(&data_type.name, table);
    let mut found: Vec<(QualifiedName, String)> = cx
        .schema
        .tables
        .values()
        .flat_map(|user| user.columns.iter().map(move |column| (user, column)))
        .filter(|(_, column)| column.data_type.as_deref().is_some_and(holds))
        .map(|(user, column)| (user.name.clone(), column.name.clone()))
        .collect();
    found.sort();
    found
}

/// What calls the function, or casts to the type: triggers, policies, rules, views, defaults, checks, indexes, generated columns, functions with an SQL body.
pub(super) fn of_function(function: &QualifiedName, cx: &Circumstances<'_>) -> Vec<Dependent> {
    let mut found = of_thing(Thing::Function(function), cx);
    if cx.schema.functions.get(function).is_some_and(|overloads| overloads.len() > 1) {
        // Which of them is meant is not in the text of those who call.
        for dependent in &mut found {
            dependent.certain = false;
        }
    }
    found
}

/// What is of the type or casts to it, columns aside.
pub(super) fn of_type(name: &QualifiedName, cx: &Circumstances<'_>) -> Vec<Dependent> {
    let mut found = of_thing(Thing::Type(name), cx);
    found.extend(of_signature(name, cx));
    for user in cx.schema.types_holding(&name.name) {
        let of_it = match &user.kind {
            UserTypeKind::Domain { base, .. } => cx.means(&base.name, name),
            UserTypeKind::Composite(attributes) => {
                attributes.iter().any(|(_, data_type)| data_type.as_ref().is_some_and(|data_type| cx.means(&data_type.name, name)))
            }
            _ => false,
        };
        if of_it {
            let columns = cx.schema.columns_of_type(&user.name).map(|(table, _)| table.name.clone()).collect();
            found.push(Dependent::new(format!("type {}", user.name.short()), columns, true));
        }
    }
    found.sort_by(|one, other| one.words.cmp(&other.words));
    found
}

fn of_thing(thing: Thing<'_>, cx: &Circumstances<'_>) -> Vec<Dependent> {
    let (Thing::Function(name) | Thing::Type(name)) = thing;
    if !cx.schema.may_be_mentioned(&name.name) {
        return Vec::new();
    }
    let mut found = needing(cx.schema.needing.iter(), cx, &|needs| thing.is_in_reads(needs, cx), &|_| true);
    for (function, _) in all_sql_functions(cx).filter(|(_, needs)| thing.is_in_reads(needs, cx)) {
        found.push(function_dependent(function, true));
    }
    let mut views: Vec<&View> = cx.schema.views.values().filter(|view| thing.is_in(&view.functions, &view.casts, cx)).collect();
    views.sort_by(|one, other| one.name.cmp(&other.name));
    found.extend(views.into_iter().map(|view| Dependent::view(view, cx)));
    let mut tables: Vec<&Table> = cx.schema.tables.values().collect();
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    for table in tables {
        in_table(thing, table, cx, &mut found);
    }
    found
}

/// Defaults, generated columns, checks and indexes of a table.
fn in_table(thing: Thing<'_>, table: &Table, cx: &Circumstances<'_>, found: &mut Vec<Dependent>) {
    let name = table.name.short();
    let tree = || cx.tree(&table.name);
    for column in table.columns.iter().filter(|column| !column.inherited) {
        if column.default.as_ref().is_some_and(|default| thing.is_in_expression(default, cx)) {
            found.push(Dependent::new(format!("the default of {name}.{}", column.name), tree(), true));
        }
        if column.generated.as_ref().is_some_and(|generated| thing.is_in_expression(&generated.expression, cx)) {
            // Before 15 the column went with it.
            found.push(Dependent::new(format!("generated column {name}.{}", column.name), tree(), true));
        }
    }
    for constraint in table.constraints.iter().filter(|constraint| !constraint.inherited) {
        if let ConstraintKind::Check { expression, .. } = &constraint.kind
            && thing.is_in_expression(expression, cx)
        {
            found.push(Dependent::new(format!("check {} of {name}", constraint.name), tree(), true));
        }
    }
    for index in &table.indexes {
        let in_part = index.parts.iter().any(|part| match part {
            IndexPart::Expression(expression) => thing.is_in_expression(expression, cx),
            IndexPart::Column(_) => false,
        });
        if in_part || index.predicate.as_ref().is_some_and(|predicate| thing.is_in_expression(predicate, cx)) {
            let locks = vec![table.name.clone(), index.name.clone()];
            found.push(Dependent::new(format!("index {}", index.name.short()), locks, true));
        }
    }
}

fn needing<'n>(
    among: impl Iterator<Item = &'n Needing>,
    cx: &Circumstances<'_>,
    names: &dyn Fn(&Reads) -> bool,
    certain: &dyn Fn(&Reads) -> bool,
) -> Vec<Dependent> {
    let mut found = Vec::new();
    for needing in among.filter(|needing| names(&needing.needs)).take(LISTED) {
        let on = needing.on.short();
        let words = match needing.kind {
            NeedingKind::Policy => format!("policy {} of {on}", needing.name),
            NeedingKind::Trigger => format!("trigger {} of {on}", needing.name),
            NeedingKind::Rule => format!("rule {} of {on}", needing.name),
            NeedingKind::PublishedColumns | NeedingKind::PublishedRows => format!("publication {}", needing.name),
        };
        let locks = if needing.kind == NeedingKind::Trigger && cx.is_partitioned(&needing.on) {
            cx.tree(&needing.on)
        } else {
            vec![needing.on.clone()]
        };
        let dependent = Dependent::new(words, locks, certain(&needing.needs) && !needing.altered);
        found.push(Dependent { kind: Some(needing.kind), ..dependent });
    }
    found
}

fn all_sql_functions<'a>(cx: &Circumstances<'a>) -> impl Iterator<Item = (&'a QualifiedName, &'a Reads)> {
    let functions = cx.schema.functions.iter();
    sql_functions(
        functions.flat_map(|(name, overloads)| overloads.iter().filter_map(move |function| Some((name, function.needs.as_ref()?)))),
    )
}

fn sql_functions<'a>(
    functions: impl Iterator<Item = (&'a QualifiedName, &'a Reads)>,
) -> impl Iterator<Item = (&'a QualifiedName, &'a Reads)> {
    let mut functions: Vec<(&QualifiedName, &Reads)> = functions.collect();
    functions.sort_by(|one, other| one.0.cmp(other.0));
    functions.into_iter()
}

fn function_dependent(function: &QualifiedName, certain: bool) -> Dependent {
    Dependent { function: Some(function.clone()), ..Dependent::new(format!("function {}", function.short()), Vec::new(), certain) }
}

/// Functions that take or return the type, or the rows of the table.
fn of_signature(name: &QualifiedName, cx: &Circumstances<'_>) -> Vec<Dependent> {
    if !cx.schema.may_be_in_signature(name) {
        return Vec::new();
    }
    let bare = bare_type;
    let takes = |text: &String| {
        bare(text) == name.short()
            || bare(text) == name.to_string()
            || bare(text) == name.name && cx.means(&QualifiedName::bare(name.name.clone()), name)
    };
    let mut found: Vec<Dependent> = cx
        .schema
        .functions
        .iter()
        .flat_map(|(function, overloads)| overloads.iter().map(move |overload| (function, overload)))
        .filter(|(_, overload)| {
            overload.arguments.iter().any(takes) || overload.returns.as_ref().is_some_and(|returns| cx.means(&returns.name, name))
        })
        .map(|(function, _)| function_dependent(function, true))
        .collect();
    found.sort_by(|one, other| one.words.cmp(&other.words));
    found
}

impl Draft<'_> {
    /// The thing goes: what needs it refuses, or goes with it.
    pub(super) fn drop_with(&mut self, dependents: Vec<Dependent>, cascade: bool) {
        let cx = self.cx;
        let mut seen: Vec<QualifiedName> = Vec::new();
        let mut open = dependents;
        while let Some(dependent) = open.pop() {
            let generated = dependent.words.starts_with("generated column") && cx.version < PostgresVersion(15);
            if !(cascade || generated) {
                self.refused(&dependent, "needs it", "2BP01");
                continue;
            }
            for relation in &dependent.locks {
                self.lock(relation, LockMode::AccessExclusive);
            }
            if let Some(function) = dependent.function.filter(|function| !seen.contains(function)) {
                open.extend(of_function(&function, cx));
                seen.push(function);
            }
        }
    }

    /// The column changes its type: what names it refuses, except a published column.
    pub(super) fn retype_with(&mut self, dependents: &[Dependent]) {
        for dependent in dependents.iter().filter(|dependent| dependent.kind != Some(NeedingKind::PublishedColumns)) {
            self.refused(dependent, "uses the column", "0A000");
        }
    }

    fn refused(&mut self, dependent: &Dependent, why: &str, sqlstate: &'static str) {
        let when = format!("{} {why}", dependent.words);
        if dependent.certain { self.fails(when, sqlstate) } else { self.may_fail(when, sqlstate) }
    }
}
