//! `sa.Column`.

use super::draft::{Draft, Owner, untold};
use super::expression::sql_of;
use super::types::DataType;
use super::value::{Arguments, HOLE, Value};
use crate::name::{quote, quote_literal};

/// A column as a call of `Column` gives it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) data_type: DataType,
    pub(super) nullable: bool,
    /// Whether it may be NULL is not written: a key that takes it in makes it NOT NULL.
    pub(super) follows_key: bool,
    pub(super) primary: bool,
    pub(super) unique: bool,
    pub(super) index: bool,
    pub(super) comment: Option<Value>,
    pub(super) foreign_keys: Vec<Arguments>,
    pub(super) checks: Vec<Value>,
    pub(super) autoincrement: Option<bool>,
    default: Option<Value>,
    /// `default=`: a value that the application gives, so that the database gives none.
    own_default: bool,
    identity: Option<Arguments>,
    computed: Option<Arguments>,
}

impl Column {
    /// Reads a column; nothing where the value is none.
    pub(super) fn read(value: &Value, draft: &mut Draft) -> Option<Self> {
        if let Value::Call(call) = value
            && let Value::Member(owner, method) = &call.callee
            && matches!(&**method, "copy" | "_copy")
        {
            return Self::read(owner, draft);
        }
        let it = value.call().filter(|_| matches!(value.word(), "Column" | "mapped_column" | "Field"))?;
        if it.open {
            draft.fault("more arguments of the column come from what is known only when the migration runs");
        }
        let named_first = it.places.first().is_some_and(|(first, _)| !is_part(first) && !is_type(first));
        let name = draft.raw(it.named("name").or(it.places.first().filter(|_| named_first).map(|(value, _)| value)), "column");
        let mut rest = it.places.iter().skip(usize::from(named_first)).map(|(value, _)| value).peekable();
        let mut data_type = it.named("type_").cloned();
        if data_type.is_none() && rest.peek().is_some_and(|value| !is_part(value)) {
            data_type = rest.next().cloned();
        }
        let primary = it.flag("primary_key");
        let mut column = Self {
            name,
            data_type: data_type.as_ref().map_or_else(|| DataType::read(&Value::Unknown), DataType::read),
            follows_key: it.named("nullable").is_none(),
            nullable: it.named("nullable").and_then(Value::truth).unwrap_or(!primary),
            primary,
            unique: it.flag("unique"),
            index: it.flag("index"),
            comment: it.given("comment").cloned(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            autoincrement: it
                .named("autoincrement")
                .and_then(Value::truth)
                .filter(|_| it.named("autoincrement").and_then(Value::as_text).is_none()),
            default: it.given("server_default").cloned(),
            own_default: it.given("default").is_some(),
            identity: None,
            computed: None,
        };
        for part in rest {
            column.add_part(part);
        }
        if let Some(default) = column.default.take_if(|default| matches!(default.word(), "Identity" | "Computed" | "FetchedValue")) {
            column.add_part(&default);
        }
        Some(column)
    }

    fn add_part(&mut self, part: &Value) {
        let arguments = part.call().cloned().unwrap_or_default();
        match part.word() {
            "ForeignKey" => self.foreign_keys.push(arguments),
            "Identity" => self.identity = Some(arguments),
            "Computed" => self.computed = Some(arguments),
            "CheckConstraint" => self.checks.push(part.clone()),
            "Sequence" => self.own_default = true,
            _ => {}
        }
    }

    /// Whether the database would number it: an integer without a default and without a key to another table.
    pub(super) fn may_be_serial(&self) -> bool {
        let free = self.default.is_none() && !self.own_default && self.identity.is_none() && self.computed.is_none();
        let wanted = self.autoincrement.unwrap_or(self.foreign_keys.is_empty());
        self.data_type.serial.is_some() && free && wanted
    }

    /// `name type DEFAULT … NOT NULL`.
    pub(super) fn definition(&self, serial: bool, owner: &Owner, draft: &mut Draft) -> String {
        let data_type = self.data_type.serial.filter(|_| serial).unwrap_or(&self.data_type.sql);
        let mut sql = format!("{} {data_type}", quote(&self.name));
        if let Some(default) = &self.default {
            sql = format!("{sql} DEFAULT {}", draft.default(default));
        }
        if let Some(identity) = &self.identity {
            let always = if identity.get(2, "always").and_then(Value::truth) == Some(true) { "ALWAYS" } else { "BY DEFAULT" };
            sql = format!("{sql} GENERATED {always} AS IDENTITY");
        }
        if let Some(computed) = &self.computed {
            let expression = draft.condition(computed.get(0, "sqltext"));
            let stored = if computed.get(1, "persisted").and_then(Value::truth) == Some(false) { "VIRTUAL" } else { "STORED" };
            sql = format!("{sql} GENERATED ALWAYS AS ({expression}) {stored}");
        }
        // An identity column is NOT NULL by itself.
        if !self.nullable && self.identity.is_none() {
            sql.push_str(" NOT NULL");
        }
        for check in &self.checks {
            let arguments = check.call().cloned().unwrap_or_default();
            let name = draft.constraint_name("ck", arguments.named("name"), owner.parts(std::slice::from_ref(&self.name)));
            let condition = draft.condition(arguments.get(0, "sqltext"));
            sql = format!("{sql} {name}CHECK ({condition})");
        }
        sql
    }
}

/// A part of a column that is not its name or type.
fn is_part(value: &Value) -> bool {
    matches!(value.word(), "ForeignKey" | "Identity" | "Computed" | "CheckConstraint" | "Sequence" | "FetchedValue" | "DefaultClause")
}

fn is_type(value: &Value) -> bool {
    match value {
        Value::Name(_) | Value::Class(..) => true,
        Value::Call(_) => !matches!(value.word(), "f" | "quoted_name"),
        _ => false,
    }
}

impl Draft {
    /// A server default as SQL: a text is a literal, anything else an expression.
    pub(super) fn default(&mut self, value: &Value) -> String {
        let inner = match value.word() {
            "DefaultClause" => value.call().and_then(|it| it.get(0, "arg")).cloned(),
            _ => None,
        };
        let value = inner.as_ref().unwrap_or(value);
        // A text is a constant, whatever it says.
        if let Value::Partial(text) = value {
            return quote_literal(&text.value);
        }
        if let Some(text) = value.as_text() {
            return quote_literal(text);
        }
        sql_of(value).unwrap_or_else(|| {
            self.fault(format!("the default {}", untold(Some(value))));
            quote_literal(HOLE)
        })
    }

    /// A condition or expression given as text or as operators on columns.
    pub(super) fn condition(&mut self, value: Option<&Value>) -> String {
        let text = value.and_then(Value::as_text).map(str::to_owned);
        text.or_else(|| value.and_then(sql_of)).unwrap_or_else(|| {
            self.fault(format!("the condition {}", untold(value)));
            quote(HOLE)
        })
    }
}
