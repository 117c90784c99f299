//! The relations, functions and columns that expressions and queries touch.

use sqlparser::ast::{
    Expr, Function, FunctionArguments, Ident, ObjectName, Query, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, Statement,
};

use super::children::{arguments, children, window_parts};
use super::name::{ident, qualified};
use crate::name::QualifiedName;
use crate::operation::{Cast, Conjunct, Operation, Reads, Shape, Summary};

mod sources;
mod stars;

pub(super) use sources::{listed, table};

/// Key words that call a function without parentheses (docs: "Date/Time Functions", "System Information Functions").
const CALLED_BARE: [&str; 11] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
];

/// Constructs with the look of a call that are no function in the catalog (docs: "Conditional Expressions", "Value Expressions").
const NO_FUNCTIONS: [&str; 8] = ["array", "coalesce", "greatest", "grouping", "least", "nullif", "row", "exists"];

/// The function that an identifier calls, where it is a key word that does so.
pub(super) fn special_function(name: &Ident) -> Option<String> {
    let folded = ident(name);
    (name.quote_style.is_none() && CALLED_BARE.contains(&folded.as_str())).then_some(folded)
}

/// Walks expressions and queries and keeps what they touch, each once and in order.
#[derive(Default)]
pub(super) struct Collector {
    reads: Reads,
    subquery: bool,
    /// What `WITH` binds, innermost last.
    bound: Vec<String>,
    /// What each `FROM` around gives a name to, the innermost last: the name, and the relation where it is one.
    sources: Vec<Vec<(String, Option<QualifiedName>)>>,
    /// What data-modifying parts of the queries do.
    pub(super) operations: Vec<Operation>,
    /// The tables whose rows the queries lock, and whether they stand under `ONLY`.
    pub(super) locked: Vec<(QualifiedName, bool)>,
    failure: Option<String>,
}

impl Collector {
    /// A collector inside this one's `WITH`.
    fn inner(&self) -> Self {
        Self { bound: self.bound.clone(), ..Self::default() }
    }

    /// What was collected.
    pub(super) fn finish(self) -> Result<(Reads, Vec<Operation>), String> {
        match self.failure {
            Some(why) => Err(why),
            None => Ok((self.reads, self.operations)),
        }
    }

    /// What was collected, as the rest of an expression.
    pub(super) fn finish_expression(self, text: String, shape: Shape, conjuncts: Vec<Conjunct>) -> Result<Summary, String> {
        let subquery = self.subquery;
        let (reads, _) = self.finish()?;
        Ok(Summary {
            text,
            shape,
            functions: reads.functions,
            columns: reads.columns,
            conjuncts,
            subquery,
            cast: None,
            casts: reads.casts,
            relations: reads.relations,
        })
    }

    fn fail(&mut self, why: impl Into<String>) {
        self.failure.get_or_insert_with(|| why.into());
    }

    fn called(&mut self, function: &str) {
        push_once(&mut self.reads.functions, QualifiedName::bare(function));
    }

    fn column(&mut self, name: String) {
        push_once(&mut self.reads.columns, name);
    }

    /// Walks an expression; recursion only into subqueries, whose nesting the parser limits.
    pub(super) fn expression(&mut self, expression: &Expr) {
        let mut todo = vec![expression];
        let mut inside = Vec::new();
        while let Some(expression) = todo.pop() {
            self.one(expression);
            children(expression, &mut inside);
            todo.extend(inside.drain(..).rev());
        }
    }

    pub(super) fn expressions<'a>(&mut self, list: impl IntoIterator<Item = &'a Expr>) {
        list.into_iter().for_each(|expression| self.expression(expression));
    }

    fn one(&mut self, expression: &Expr) {
        match expression {
            Expr::Identifier(name) => match special_function(name) {
                Some(function) => self.called(&function),
                None => self.column(ident(name)),
            },
            Expr::CompoundIdentifier(parts) => {
                if let Some(last) = parts.last() {
                    self.column(ident(last));
                }
            }
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => {
                self.column("*".to_owned());
                self.reads.star_elsewhere = true;
            }
            Expr::Cast { expr, data_type, .. } => self.cast(data_type, super::summary::string(expr)),
            Expr::TypedString(typed) => self.cast(&typed.data_type, None),
            Expr::Exists { subquery, .. } | Expr::Subquery(subquery) | Expr::InSubquery { subquery, .. } => self.subquery(subquery),
            Expr::Function(function) => self.function(function),
            Expr::Extract { .. } => self.called("extract"),
            Expr::Ceil { .. } => self.called("ceil"),
            Expr::Floor { .. } => self.called("floor"),
            Expr::Position { .. } => self.called("position"),
            Expr::Substring { .. } => self.called("substring"),
            Expr::Overlay { .. } => self.called("overlay"),
            Expr::Trim { .. } => self.called("btrim"),
            Expr::MatchAgainst { .. } => self.fail("MATCH … AGAINST is not PostgreSQL"),
            _ => {}
        }
    }

    fn cast(&mut self, data_type: &sqlparser::ast::DataType, literal: Option<&str>) {
        match super::name::type_name(data_type) {
            Ok(to) => push_once(&mut self.reads.casts, Cast { to, literal: literal.map(str::to_owned) }),
            Err(why) => self.fail(why),
        }
    }

    fn subquery(&mut self, query: &Query) {
        self.subquery = true;
        self.query(query);
    }

    fn function(&mut self, function: &Function) {
        if let FunctionArguments::Subquery(query) = &function.args {
            self.subquery(query);
        }
        self.function_name(&function.name);
    }

    /// A call: its name and its arguments.
    pub(super) fn call(&mut self, function: &Function) {
        self.function(function);
        let mut inside = Vec::new();
        arguments(&function.args, &mut inside);
        self.expressions(inside);
    }

    fn function_name(&mut self, name: &ObjectName) {
        match qualified(name) {
            Ok(name) if name.schema.is_none() && NO_FUNCTIONS.contains(&name.name.as_str()) => {}
            Ok(name) => push_once(&mut self.reads.functions, name),
            Err(why) => self.fail(why),
        }
    }

    /// Walks a query with everything in it.
    pub(super) fn query(&mut self, query: &Query) {
        let outer = self.bound.len();
        if let Some(with) = &query.with {
            for table in &with.cte_tables {
                let name = ident(&table.alias.name);
                if with.recursive {
                    self.bound.push(name.clone());
                }
                self.query(&table.query);
                self.bound.push(name);
            }
        }
        self.body(&query.body);
        self.tail(query);
        match super::query::locked(query) {
            Ok(locked) => locked.into_iter().for_each(|table| push_once(&mut self.locked, table)),
            Err(why) => self.fail(why),
        }
        self.bound.truncate(outer);
    }

    fn tail(&mut self, query: &Query) {
        use sqlparser::ast::{LimitClause, OrderByKind};
        if let Some(order) = &query.order_by {
            match &order.kind {
                OrderByKind::Expressions(list) => self.expressions(list.iter().map(|order| &order.expr)),
                OrderByKind::All(_) => self.fail("ORDER BY ALL is not PostgreSQL"),
            }
        }
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                self.expressions(limit.iter().chain(offset.as_ref().map(|offset| &offset.value)));
            }
            Some(LimitClause::OffsetCommaLimit { .. }) => self.fail("LIMIT with a comma is not PostgreSQL"),
            None => {}
        }
        self.expressions(query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()));
        if query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some() || !query.pipe_operators.is_empty() {
            self.fail("the query has a clause that is not PostgreSQL");
        }
    }

    /// Walks set operations along their left side without recursion: a chain of `UNION ALL` may be long.
    fn body(&mut self, body: &SetExpr) {
        let mut todo = vec![body];
        while let Some(body) = todo.pop() {
            match body {
                SetExpr::SetOperation { left, right, .. } => todo.extend([&**right, &**left]),
                SetExpr::Select(select) => self.select(select),
                SetExpr::Query(query) => self.query(query),
                SetExpr::Values(values) => values.rows.iter().for_each(|row| self.expressions(&row.content)),
                SetExpr::Insert(statement) | SetExpr::Update(statement) | SetExpr::Delete(statement) | SetExpr::Merge(statement) => {
                    self.modification(statement);
                }
                SetExpr::Table(table) => match (&table.schema_name, &table.table_name) {
                    (schema, Some(name))
                        if [schema.as_deref(), Some(name)]
                            .into_iter()
                            .flatten()
                            .all(|part| !part.contains(|letter: char| letter.is_ascii_uppercase())) =>
                    {
                        let relation = QualifiedName { schema: schema.clone().map(Into::into), name: name.as_str().into() };
                        self.column("*".to_owned());
                        if relation.schema.is_some() || !self.bound.contains(name) {
                            self.star(relation.clone());
                        }
                        self.relation(relation);
                    }
                    // The tree does not tell whether the name was quoted.
                    _ => self.fail("the name after TABLE cannot be told"),
                },
            }
        }
    }

    fn modification(&mut self, statement: &Statement) {
        match super::data::modification(statement, self.inner()) {
            Ok(operations) => self.operations.extend(operations),
            Err(why) => self.fail(why),
        }
    }

    fn select(&mut self, select: &sqlparser::ast::Select) {
        use sqlparser::ast::Distinct;
        if let Some(Distinct::On(list)) = &select.distinct {
            self.expressions(list);
        }
        let mut sources = Vec::new();
        select.from.iter().for_each(|table| self.name_sources(table, &mut sources));
        self.sources.push(sources);
        self.clauses(select);
        self.sources.pop();
    }

    fn clauses(&mut self, select: &sqlparser::ast::Select) {
        use sqlparser::ast::{GroupByExpr, GroupByWithModifier, NamedWindowExpr};
        select.projection.iter().for_each(|item| self.item(item));
        select.from.iter().for_each(|table| self.tables(table));
        self.expressions(&select.selection);
        match &select.group_by {
            GroupByExpr::Expressions(list, modifiers) => {
                self.expressions(list);
                for modifier in modifiers {
                    if let GroupByWithModifier::GroupingSets(sets) = modifier {
                        self.expression(sets);
                    }
                }
            }
            GroupByExpr::All(_) => self.fail("GROUP BY ALL is not PostgreSQL"),
        }
        self.expressions(&select.having);
        for definition in &select.named_window {
            if let NamedWindowExpr::WindowSpec(window) = &definition.1 {
                let mut inside = Vec::new();
                window_parts(window, &mut inside);
                self.expressions(inside);
            }
        }
        let foreign = select.top.is_some()
            || select.exclude.is_some()
            || !select.lateral_views.is_empty()
            || select.prewhere.is_some()
            || !select.connect_by.is_empty()
            || !select.cluster_by.is_empty()
            || !select.distribute_by.is_empty()
            || !select.sort_by.is_empty()
            || select.qualify.is_some();
        if foreign {
            self.fail("the SELECT has a clause that is not PostgreSQL");
        }
    }

    /// One item of a select list or a `RETURNING`.
    pub(super) fn item(&mut self, item: &SelectItem) {
        match item {
            SelectItem::UnnamedExpr(expression)
            | SelectItem::ExprWithAlias { expr: expression, .. }
            | SelectItem::ExprWithAliases { expr: expression, .. } => self.expression(expression),
            SelectItem::QualifiedWildcard(kind, _) => {
                self.column("*".to_owned());
                match kind {
                    SelectItemQualifiedWildcardKind::Expr(expression) => {
                        self.expression(expression);
                        self.reads.star_elsewhere = true;
                    }
                    SelectItemQualifiedWildcardKind::ObjectName(name) => self.star_of(name),
                }
            }
            SelectItem::Wildcard(_) => {
                self.column("*".to_owned());
                match self.sources.last().cloned() {
                    Some(sources) => sources.into_iter().filter_map(|(_, relation)| relation).for_each(|relation| self.star(relation)),
                    None => self.reads.star_elsewhere = true,
                }
            }
        }
    }
}

/// Adds to a list what it does not hold yet.
pub(super) fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
