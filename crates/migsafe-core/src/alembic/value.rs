//! What is known of a Python value without running anything.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use super::arguments::Arguments;
use super::bound::Bindings;
use super::classes::Class;
use super::modules::Module;
use super::shared::Container;
pub(super) use crate::operation::HOLE;
use crate::python::{Function, Text};

/// The longest text or list that is built.
pub(super) const LONGEST: usize = 1_000_000;

/// How deep values may be nested in each other.
pub(super) const NESTING: usize = 100;

/// The server's version as a dialect has it, `server_version_info`; its first number is an attribute of it.
pub(super) const VERSION: &str = "postgresql.version";

/// So many ways are kept apart.
pub(super) const WAYS: usize = 8;

/// So many characters of a text weigh as much as a value.
const CHARACTERS: usize = 64;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// Any other number, as written.
    Number(String),
    /// A string.
    Text(Text),
    /// A string of which parts are not known: [`HOLE`] stands for each.
    Partial(Text),
    /// A list, tuple or set.
    List(Rc<Container<Value>>),
    Dict(Rc<Container<(Value, Value)>>),
    /// Something imported or built in, by its full path: `sqlalchemy.String`, `alembic.op`.
    Name(Rc<str>),
    /// What a call of something not written here gave: a column, a type, a table.
    Call(Rc<Call>),
    /// An attribute of a value that has no better form.
    Member(Rc<Value>, Rc<str>),
    /// An SQL expression made by operators on columns.
    Sql(String),
    /// A function of this file.
    Function(Rc<Closure>),
    /// A class that the project writes.
    Class(Rc<Class>),
    /// An object of such a class, by its place among them.
    Instance(usize),
    /// A method and the object that it belongs to.
    Bound(Rc<Closure>, Rc<Value>),
    /// `super()`: the object, and the class whose method asks.
    Super(Rc<Value>, Rc<Class>),
    /// A row of a model's table.
    Row(Rc<Value>),
    /// A member of a class of this file.
    Field(Rc<str>, Rc<Value>, Enumeration),
    /// A database connection or session.
    Connection,
    /// What `batch_alter_table` gives.
    Batch(Rc<Batch>),
    /// One of these: what the ways through a branch that only a run decides leave behind.
    Either(Rc<Vec<Value>>),
    /// An element of a list that may be missing: a branch that only a run decides adds it.
    Maybe(Rc<Value>),
    /// Not known.
    Unknown,
}

/// The enumeration that a member is one of, where it has methods.
#[derive(Debug, Clone, Default)]
pub(super) struct Enumeration(pub(super) Option<Rc<Class>>);

impl PartialEq for Enumeration {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Rc::as_ptr) == other.0.as_ref().map(Rc::as_ptr)
    }
}

/// A function and the names around it.
#[derive(Debug, Clone)]
pub(super) struct Closure {
    pub(super) function: Arc<Function>,
    /// What its parameters are where nothing is given.
    pub(super) defaults: Vec<Option<Value>>,
    pub(super) names: Option<Bindings>,
    /// The call in which it was defined; 0: the module.
    pub(super) around: usize,
    /// The module of the project that holds it; `None`: the revision itself.
    pub(super) module: Option<Arc<Module>>,
}

/// Every definition makes a function of its own. The names around it may hold others, which hold others.
impl PartialEq for Closure {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The table of a `batch_alter_table`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Batch {
    pub(super) table: Value,
    pub(super) schema: Value,
}

/// A call that was not followed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) callee: Value,
    pub(super) arguments: Arguments,
}

impl Value {
    /// A string that stands nowhere in the file.
    pub(super) fn text(value: impl Into<String>) -> Self {
        Self::Text(Text::plain(value))
    }

    /// A list.
    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(Container::new(items)))
    }

    /// A tuple.
    pub(super) fn tuple(items: Vec<Self>) -> Self {
        Self::List(Rc::new(Container::tuple(items)))
    }

    /// A dict: of two values of one key the later counts, in the place of the first.
    pub(super) fn dict(pairs: Vec<(Self, Self)>) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut own: Vec<(Self, Self)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let known = match &key {
                Self::Int(number) => Some(number.to_string()),
                // Not to be taken for a number.
                key => key.as_text().map(|text| format!("'{text}")),
            };
            let place = known.map(|known| *places.entry(known).or_insert(own.len()));
            match place.and_then(|place| own.get_mut(place)) {
                Some((_, before)) => *before = value,
                None => own.push((key, value)),
            }
        }
        Self::pairs(own)
    }

    /// A dict of which no two keys are the same.
    pub(super) fn pairs(pairs: Vec<(Self, Self)>) -> Self {
        Self::Dict(Rc::new(Container::new(pairs)))
    }

    /// A dict in which a key stands for a value; nothing where it is none, or nobody can tell what the keys are.
    pub(super) fn with_entry(&self, key: Self, value: Self) -> Option<Self> {
        if let Self::Either(ways) = self {
            let ways = ways.iter().map(|way| way.with_entry(key.clone(), value.clone())).collect::<Option<Vec<_>>>()?;
            return ways.into_iter().reduce(Self::either);
        }
        if let Self::List(items) = self {
            let at = super::slices::place(items, &key)?;
            let mut items = items.to_vec();
            *items.get_mut(at)? = value;
            return Some(Self::list(items));
        }
        let Self::Dict(pairs) = self else { return None };
        if pairs.len() >= LONGEST || matches!(key, Self::Unknown) {
            return None;
        }
        let mut pairs = pairs.to_vec();
        match pairs.iter_mut().rev().find(|(own, _)| super::operators::same(own, &key)) {
            Some((_, own)) => *own = value,
            None => pairs.push((key, value)),
        }
        Some(Self::pairs(pairs))
    }

    /// What stands under a key of a dict; `None` where nobody can tell, `Some(None)` where nothing does.
    #[allow(clippy::option_option, reason = "not known and not there are two things")]
    pub(super) fn entry(pairs: &[(Self, Self)], key: &Self) -> Option<Option<Self>> {
        if !key.is_static() {
            return None;
        }
        for (own, value) in pairs.iter().rev() {
            if super::operators::same(own, key) {
                return Some(Some(value.inner().clone()));
            }
            // It may be the same.
            if !own.is_static() {
                return None;
            }
        }
        Some(None)
    }

    /// An equal container, and not the same one.
    pub(super) fn copied(&self) -> Self {
        match self {
            Self::Dict(pairs) => Self::pairs(pairs.to_vec()),
            Self::List(items) if !items.is_tuple() => Self::list(items.to_vec()),
            value => value.clone(),
        }
    }

    /// The same with copies of all containers within; what holds too many of them is not known.
    pub(super) fn copied_deeply(&self, depth: usize) -> Self {
        let Some(depth) = depth.checked_sub(1) else { return Self::Unknown };
        match self {
            Self::List(items) => {
                let items = items.iter().map(|item| item.copied_deeply(depth)).collect();
                if self.is_tuple() { Self::tuple(items) } else { Self::list(items) }
            }
            Self::Dict(pairs) => Self::pairs(pairs.iter().map(|(key, value)| (key.clone(), value.copied_deeply(depth))).collect()),
            value => value.clone(),
        }
    }

    /// The same as an element that may be missing.
    pub(super) fn maybe(self) -> Self {
        match self {
            Self::Maybe(_) => self,
            value => Self::Maybe(Rc::new(value)),
        }
    }

    /// The element that may be missing, as one that is there.
    pub(super) fn inner(&self) -> &Self {
        match self {
            Self::Maybe(inner) => inner,
            value => value,
        }
    }

    /// How much it holds, whatever is held twice counted twice: lists of lists of lists soon hold more than can be walked through. `None`: more than `most`, or nested too
    /// deeply.
    pub(super) fn weight(&self, most: usize) -> Option<usize> {
        let mut left = most;
        self.weigh(&mut left, NESTING).map(|()| most - left)
    }

    fn weigh(&self, left: &mut usize, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        *left = left.checked_sub(1 + self.bytes() / CHARACTERS)?;
        match self {
            Self::List(items) => items.iter().try_for_each(|item| item.weigh(left, depth)),
            Self::Either(items) => items.iter().try_for_each(|item| item.weigh(left, depth)),
            Self::Dict(items) => items.iter().try_for_each(|(key, value)| key.weigh(left, depth).and_then(|()| value.weigh(left, depth))),
            Self::Class(class) => class.members.iter().try_for_each(|(_, member)| member.weigh(left, depth)),
            Self::Call(call) => {
                call.callee.weigh(left, depth)?;
                call.arguments.values().try_for_each(|argument| argument.weigh(left, depth))
            }
            Self::Member(inner, _) | Self::Field(_, inner, _) | Self::Maybe(inner) => inner.weigh(left, depth),
            Self::Batch(batch) => batch.table.weigh(left, depth).and_then(|()| batch.schema.weigh(left, depth)),
            _ => Some(()),
        }
    }

    /// How many bytes of its own a copy takes; the rest is shared.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) | Self::Partial(text) => text.value.len(),
            Self::Sql(sql) => sql.len(),
            _ => 0,
        }
    }

    /// A string that is known in full.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.value),
            Self::Field(_, value, _) => value.as_text(),
            _ => None,
        }
    }

    /// The last part of the path of what is called or named: `String` for `sqlalchemy.String` and for `sa.String(5)`.
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Name(path) => path.rsplit('.').next().unwrap_or_default(),
            Self::Call(call) => call.callee.word(),
            Self::Member(_, name) => name,
            Self::Class(class) => &class.name,
            _ => "",
        }
    }

    /// Whether the name, or what is called, has this path.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::Name(path) => Some(path),
            Self::Call(call) => call.callee.path(),
            _ => None,
        }
    }

    /// The arguments, where it is what a call of something named gave.
    pub(super) fn call(&self) -> Option<&Arguments> {
        match self {
            Self::Call(call) => Some(&call.arguments),
            _ => None,
        }
    }

    /// Whether Python takes it for true, where that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Int(value) => Some(*value != 0),
            Self::Text(text) => Some(!text.value.is_empty()),
            Self::List(items) if !items.is_empty() && items.iter().all(|item| matches!(item, Self::Maybe(_))) => None,
            Self::List(items) => Some(!items.is_empty()),
            Self::Name(path) if &**path == VERSION => Some(true),
            Self::Dict(items) => Some(!items.is_empty()),
            // A row may be none: a query need not find one.
            Self::Function(_) | Self::Class(_) | Self::Batch(_) | Self::Bound(..) => Some(true),
            _ => None,
        }
    }

    /// What is left of two ways through a branch.
    pub(super) fn either(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        if let (Self::List(a), Self::List(b)) = (&self, &other)
            && let Some(joined) = lengthened(a, b).or_else(|| lengthened(b, a))
        {
            let same = self.identity().filter(|own| Some(*own) == other.identity());
            return Self::list(joined).become_of(same);
        }
        let mut ways: Vec<Self> = Vec::new();
        for value in [self, other] {
            match value {
                Self::Unknown => return Self::Unknown,
                Self::Either(more) => ways.extend(more.iter().cloned()),
                value => ways.push(value),
            }
        }
        let mut different: Vec<Self> = Vec::new();
        for way in ways {
            // Of two containers that hold the same, either may be changed later.
            if !different.iter().any(|other| *other == way && other.identity() == way.identity()) {
                different.push(way);
            }
        }
        if different.len() <= WAYS {
            return Self::Either(Rc::new(different));
        }
        // Calls that add something to the first one each: it says least.
        match different.into_iter().reduce(|first, more| if more.is_built_on(&first) { first } else { Self::Unknown }) {
            Some(first) => first,
            None => Self::Unknown,
        }
    }

    /// Whether it is what methods called one after the other have made of a value.
    fn is_built_on(&self, first: &Self) -> bool {
        let mut value = self;
        for _ in 0..NESTING {
            value = match value {
                value if value == first => return *first != Self::Unknown,
                Self::Call(call) => match &call.callee {
                    Self::Member(owner, _) => owner,
                    _ => return false,
                },
                Self::Either(ways) => match ways.first() {
                    Some(first) => first,
                    None => return false,
                },
                _ => return false,
            };
        }
        false
    }

    /// Whether nothing of it is left to a run.
    pub(super) fn is_static(&self) -> bool {
        match self {
            Self::None | Self::Bool(_) | Self::Int(_) | Self::Number(_) | Self::Text(_) => true,
            Self::List(items) => items.iter().all(Self::is_static),
            Self::Dict(items) => items.iter().all(|(key, value)| key.is_static() && value.is_static()),
            Self::Field(_, value, _) => value.is_static(),
            _ => false,
        }
    }

    /// Whether it gives access to the database: whoever gets it may change anything.
    pub(super) fn reaches_database(&self) -> bool {
        match self {
            Self::Connection | Self::Batch(_) => true,
            Self::Name(path) => &**path == "alembic.op",
            Self::List(items) => items.iter().any(Self::reaches_database),
            _ => false,
        }
    }
}

/// Whether it may be one of several rows.
pub(super) fn holds_row(value: &Value) -> bool {
    matches!(value, Value::Either(ways) if ways.iter().any(|way| matches!(way, Value::Row(_))))
}

/// The longer list where one way has added to the other.
fn lengthened(short: &[Value], long: &[Value]) -> Option<Vec<Value>> {
    let (same, more) = long.split_at_checked(short.len())?;
    if same != short {
        return None;
    }
    let mut joined = same.to_vec();
    for value in more {
        // One that may be missing stands for however many.
        let value = value.clone().maybe();
        if !joined.contains(&value) {
            joined.push(value);
        }
    }
    Some(joined)
}
