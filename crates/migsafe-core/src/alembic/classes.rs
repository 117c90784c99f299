//! Classes that the project writes: what they bind, what their instances hold, and their methods.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::bound::Bindings;
use super::run::Run;
use super::value::{Arguments, Call, Closure, Enumeration, Value};

/// A class stands on no more classes one above the other than these.
const NESTING: usize = 12;

/// Behind so many classes nobody looks for a name.
const ABOVE: usize = 32;

/// So many classes that a class stands on itself are looked at.
const BASES: usize = 12;

/// So many instances are followed.
const INSTANCES: usize = 5_000;

/// A class.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub(super) name: Rc<str>,
    /// What it binds to names.
    pub(super) members: Vec<(String, Value)>,
    pub(super) methods: Vec<(String, Rc<Closure>)>,
    /// What it declares its objects to hold: of a dataclass or a named tuple the arguments that make one, in order.
    pub(super) declared: Vec<String>,
    /// The classes that it stands on.
    pub(super) bases: Vec<Value>,
    /// Those and the ones that they stand on, in the order in which Python looks for a name.
    order: Vec<Rc<Self>>,
    /// The class whose object it is, where that is one of the project.
    pub(super) metaclass: Option<Rc<Self>>,
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || self.name == other.name
                && self.members == other.members
                && self.methods == other.methods
                && self.declared == other.declared
                && self.bases == other.bases
    }
}

/// An object that a class made.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) class: Rc<Class>,
    pub(super) fields: Bindings,
}

impl Class {
    /// One that binds nothing yet.
    pub(super) fn new(name: &str, bases: Vec<Value>) -> Self {
        let order = order(&bases);
        Self { name: name.into(), members: Vec::new(), methods: Vec::new(), declared: Vec::new(), bases, order, metaclass: None }
    }

    /// The classes that it stands on, in the order in which Python looks for a name.
    pub(super) fn order(&self) -> impl Iterator<Item = &Rc<Self>> {
        self.order.iter()
    }

    /// A method of its own.
    pub(super) fn own_method(&self, name: &str) -> Option<&Rc<Closure>> {
        let is_read = |method: &Closure| !method.function.decorators.iter().any(|word| matches!(word.as_str(), "setter" | "deleter"));
        self.methods.iter().rev().find(|(own, method)| own == name && is_read(method)).map(|(_, method)| method)
    }

    /// What sets a property.
    pub(super) fn setter(&self, name: &str) -> Option<&Rc<Closure>> {
        let sets = |method: &Closure| method.function.decorators.iter().any(|word| word == "setter");
        self.find(&|class| class.methods.iter().rev().find(|(own, method)| own == name && sets(method)).map(|(_, method)| method))
    }

    /// What it binds to a name itself.
    pub(super) fn own(&self, name: &str) -> Option<&Value> {
        self.members.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// What it or a class that it stands on binds to a name.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.find(&|class| class.own(name))
    }

    /// Whether it or a class that it stands on binds or declares a name.
    pub(super) fn binds(&self, name: &str) -> bool {
        let declares = |class: &Self| class.declared.iter().any(|own| own == name).then_some(());
        self.member(name).is_some() || self.find(&declares).is_some()
    }

    pub(super) fn method(&self, name: &str) -> Option<&Rc<Closure>> {
        self.find(&|class| class.own_method(name))
    }

    /// The names of its own methods and of those of the classes that it stands on.
    pub(super) fn methods(&self) -> impl Iterator<Item = &str> {
        let own = self.methods.iter().chain(self.order.iter().flat_map(|class| &class.methods));
        own.map(|(name, _)| name.as_str()).collect::<BTreeSet<_>>().into_iter()
    }

    fn find<'a, T>(&'a self, own: &dyn Fn(&'a Self) -> Option<T>) -> Option<T> {
        own(self).or_else(|| self.order.iter().find_map(|class| own(class)))
    }

    /// A class made by `type(name, bases, members)`.
    pub(super) fn made(name: &str, bases: Vec<Value>, members: Vec<(String, Value)>) -> Self {
        Self { members, ..Self::new(name, bases) }
    }

    /// Whether it is an enumeration.
    pub(super) fn is_enumeration(&self) -> bool {
        let stands_on = |class: &Self| {
            class.bases.iter().any(|base| matches!(base.word(), "Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag")).then_some(())
        };
        self.find(&stands_on).is_some()
    }

    /// Its members as those of an enumeration.
    pub(super) fn fields(self: &Rc<Self>) -> Vec<Value> {
        self.members.iter().map(|(name, value)| self.field(name, value)).collect()
    }

    /// A member as that of an enumeration.
    pub(super) fn field(self: &Rc<Self>, name: &str, value: &Value) -> Value {
        let has_methods = self.is_enumeration() && self.methods().next().is_some();
        Value::Field(name.into(), Rc::new(value.clone()), Enumeration(has_methods.then(|| Rc::clone(self))))
    }

    /// The classes that it stands on.
    pub(super) fn bases(&self) -> impl Iterator<Item = &Rc<Self>> {
        self.bases.iter().filter_map(|base| if let Value::Class(base) = base { Some(base) } else { None })
    }

    /// What it and the classes that it stands on declare their objects to hold, in the order of the arguments that make one; nothing where a class of which nothing is
    /// known may have a say.
    pub(super) fn declared(&self) -> Option<Vec<String>> {
        let mut all = Vec::new();
        self.declare(NESTING, &mut all)?;
        Some(all)
    }

    fn declare(&self, depth: usize, all: &mut Vec<String>) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        // The last one first, as its fields come first.
        for base in self.bases.iter().rev() {
            match base {
                Value::Class(base) => base.declare(depth, all)?,
                base if matches!(base.word(), "NamedTuple" | "object" | "ABC" | "Protocol" | "Generic") => {}
                _ => return None,
            }
        }
        for name in &self.declared {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        Some(())
    }

    /// Its own methods that are decorated so.
    pub(super) fn decorated(&self, word: &str) -> impl Iterator<Item = (&String, &Rc<Closure>)> {
        self.methods
            .iter()
            .filter(move |(_, method)| method.function.decorators.iter().any(|own| own == word))
            .map(|(name, method)| (name, method))
    }

    /// The table of a model.
    pub(super) fn table(&self) -> Option<&str> {
        self.member("__tablename__").and_then(Value::as_text)
    }

    /// Whether what the project does not write of it is of Python's own library: of a log, of a dict.
    pub(super) fn stands_on_library(&self) -> bool {
        let others = |class: &Self| class.bases.iter().filter(|base| !matches!(base, Value::Class(_))).cloned().collect::<Vec<_>>();
        let is_any = |class: &Self| (!others(class).is_empty()).then_some(());
        let is_foreign = |base: &Value| !base.path().is_some_and(super::elsewhere::is_standard);
        let is_other = |class: &Self| others(class).iter().any(is_foreign).then_some(());
        self.find(&is_any).is_some() && self.find(&is_other).is_none()
    }

    /// Whether its instances are followed: it is no row of a table and no type, and does something.
    fn is_followed(&self, arguments: &Arguments) -> bool {
        let is_type = self.member("impl").is_some() || self.method("get_col_spec").is_some();
        let holds = |class: &Self| (!class.methods.is_empty()).then_some(());
        let does = self.find(&holds).is_some() || self.declared().is_some_and(|all| !all.is_empty());
        // One that only holds what is set later takes no arguments.
        let is_empty = self.bases.is_empty() && arguments.values().next().is_none();
        !is_type && self.table().is_none() && (does || is_empty)
    }
}

impl Run<'_> {
    /// `Class(…)`: an instance, made by its `__init__` where there is one.
    pub(super) fn instance(&mut self, class: &Rc<Class>, arguments: Arguments) -> Value {
        // `Enumeration(value)` is the member of that value.
        if class.is_enumeration()
            && let [(value, _)] = arguments.places.as_slice()
            && let Some((name, member)) =
                class.members.iter().find(|(_, member)| value.is_static() && super::operators::same(member, value))
        {
            return class.field(name, member);
        }
        if !class.is_followed(&arguments) || self.instances.len() >= INSTANCES {
            return Value::Call(Rc::new(Call { callee: Value::Class(Rc::clone(class)), arguments }));
        }
        let span = arguments.span;
        let mut fields = Bindings::default();
        let value = Value::Instance(self.instances.len());
        let start = class.method("__init__").map(Rc::clone);
        if start.is_none() {
            fields = self.fields_of(class, &arguments);
        }
        self.instances.push(Instance { class: Rc::clone(class), fields });
        match start {
            Some(start) => {
                self.call_function(&start, &with_self(&value, arguments));
            }
            None => self.after_fields(class, &value, span),
        }
        self.hidden_methods(&value, span);
        value
    }

    /// What an attribute of an instance, a class or a `super()` is; nothing where the value is none of these, or has none of that name.
    pub(super) fn member(&mut self, owner: &Value, name: &str) -> Option<Value> {
        let (class, itself) = match owner {
            Value::Instance(at) => {
                let instance = self.instances.get(*at)?;
                if let Some(value) = instance.fields.get(name) {
                    return Some(value.clone());
                }
                let class = Rc::clone(&instance.class);
                if let Some(value) = self.patched(&class, name, owner) {
                    return Some(value);
                }
                (class, owner.clone())
            }
            Value::Super(itself, class) => {
                let whole = self.class_of(itself).unwrap_or(class);
                let all: Vec<&Rc<Class>> = std::iter::once(whole).chain(whole.order()).collect();
                let mut above = all.iter().skip_while(|own| !Rc::ptr_eq(own, class)).skip(1);
                let above = above.find_map(|class| class.own_method(name)).map(Rc::clone);
                return Some(Value::Bound(above?, Rc::clone(itself)));
            }
            Value::Class(class) => match self.patched(class, name, owner) {
                Some(value) => return Some(value),
                None => (Rc::clone(class), owner.clone()),
            },
            Value::Field(_, _, Enumeration(Some(class))) => {
                class.method(name)?;
                (Rc::clone(class), owner.clone())
            }
            // A row that is made here, or was read: its model's own methods.
            Value::Call(_) | Value::Row(_) => {
                let class = model_of(owner)?;
                class.method(name)?;
                (Rc::clone(class), owner.clone())
            }
            _ => return None,
        };
        let nearest = class
            .find(&|class| (class.own_method(name).is_some() || class.own(name).is_some()).then(|| class.own_method(name).map(Rc::clone)));
        let Some(method) = nearest.flatten() else {
            let member = matches!(owner, Value::Instance(_)).then(|| class.member(name).cloned()).flatten();
            // A function under another name is a method, too.
            return member.map(|member| super::attributes::bound_to(&member, &itself));
        };
        let is = |word: &str| method.function.decorators.iter().any(|own| own == word);
        if is("staticmethod") {
            return Some(Value::Function(method));
        }
        if is("classmethod") {
            return Some(Value::Bound(method, Rc::new(Value::Class(class))));
        }
        match owner {
            Value::Class(_) => Some(Value::Function(method)),
            _ if is("property") || is("cached_property") => Some(self.call_function(&method, &with_self(&itself, Arguments::default()))),
            _ => Some(Value::Bound(method, Rc::new(itself))),
        }
    }

    /// `super()` in the method that is being walked through.
    pub(super) fn super_of_method(&self) -> Value {
        let Some(frame) = self.frames.last() else { return Value::Unknown };
        let (Some(itself), Some(method)) = (&frame.itself, &frame.function) else { return Value::Unknown };
        let Value::Instance(at) = itself else { return Value::Unknown };
        let class = self.instances.get(*at).map(|instance| Rc::clone(&instance.class));
        let holds = |class: &Class| class.methods.iter().any(|(_, own)| Arc::ptr_eq(&own.function, method));
        let Some(class) = class else { return Value::Unknown };
        let found = std::iter::once(&class).chain(class.order()).find(|class| holds(class)).map(Rc::clone);
        found.map_or(Value::Unknown, |found| Value::Super(Rc::new(itself.clone()), found))
    }

    /// Whether it is an object of a class that stands on SQLAlchemy's session, or what such a class itself stands on.
    pub(super) fn is_session(&self, value: &Value) -> bool {
        let class = match value {
            Value::Instance(at) => self.instances.get(*at).map(|instance| &instance.class),
            Value::Super(_, class) => Some(class),
            _ => None,
        };
        let is_own = |base: &Value| {
            base.path().is_some_and(|path| path.starts_with("sqlalchemy.") || path.starts_with("sqlmodel."))
                && matches!(base.word(), "Session" | "AsyncSession")
        };
        class.is_some_and(|class| class.find(&|class| class.bases.iter().any(is_own).then_some(())).is_some())
    }

    /// `instance.name = value`.
    pub(super) fn set_field(&mut self, at: usize, name: &str, value: Value) {
        let is_sure = self.conditional == 0;
        let Some(instance) = self.instances.get_mut(at) else { return };
        // What the class says counts as long as the object says nothing.
        let before = instance.fields.get(name).or_else(|| instance.class.member(name)).cloned();
        if self.watched.is_some_and(|(instances, _)| at < instances) && before.as_ref().is_some_and(|before| *before != value) {
            self.changes += 1;
        }
        let value = match before {
            Some(before) if !is_sure => before.one_of(value),
            _ => value,
        };
        instance.fields.set(name, value);
    }

    /// Some attribute of an instance is set, and nobody can tell which.
    pub(super) fn forget_fields(&mut self, at: usize) {
        let Some(instance) = self.instances.get_mut(at) else { return };
        let names: Vec<String> = instance.fields.names().chain(instance.class.members.iter().map(|(name, _)| name)).cloned().collect();
        for name in names {
            instance.fields.set(&name, Value::Unknown);
        }
    }

    /// The class of an instance.
    pub(super) fn class_of(&self, value: &Value) -> Option<&Rc<Class>> {
        let Value::Instance(at) = value else { return None };
        self.instances.get(*at).map(|instance| &instance.class)
    }

    /// The name of the class of an instance.
    pub(super) fn class_name(&self, value: &Value) -> Option<Rc<str>> {
        match value {
            Value::Instance(at) => self.instances.get(*at).map(|instance| Rc::clone(&instance.class.name)),
            _ => model_of(value).map(|class| Rc::clone(&class.name)),
        }
    }
}

/// The model of a row, one that a call makes too.
fn model_of(row: &Value) -> Option<&Rc<Class>> {
    match row {
        Value::Call(call) => match &call.callee {
            Value::Class(class) if class.table().is_some() => Some(class),
            _ => None,
        },
        Value::Row(model) => match &**model {
            Value::Class(class) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// The arguments of a method's call, the object first.
pub(super) fn with_self(itself: &Value, mut arguments: Arguments) -> Arguments {
    arguments.places.insert(0, (itself.clone(), arguments.span));
    arguments
}

/// The classes above one that stands on these, in the order in which Python looks for a name. Source: Python's documentation, *The Python 2.3 Method Resolution Order*.
fn order(bases: &[Value]) -> Vec<Rc<Class>> {
    let own = bases.iter().filter_map(|base| if let Value::Class(base) = base { Some(Rc::clone(base)) } else { None });
    let own: Vec<Rc<Class>> = own.take(BASES).collect();
    let line = |class: &Rc<Class>| std::iter::once(class).chain(class.order()).map(Rc::clone).collect::<VecDeque<_>>();
    let mut lines: Vec<VecDeque<Rc<Class>>> = own.iter().map(line).chain([own.iter().map(Rc::clone).collect()]).collect();
    let mut order: Vec<Rc<Class>> = Vec::new();
    while order.len() < ABOVE {
        lines.retain(|line| !line.is_empty());
        let stands_behind = |class: &Rc<Class>| lines.iter().any(|line| line.iter().skip(1).any(|other| Rc::ptr_eq(class, other)));
        let mut heads = lines.iter().filter_map(VecDeque::front);
        // Where no order is right, Python makes no class.
        let Some(next) = heads.clone().find(|class| !stands_behind(class)).or(heads.next()).map(Rc::clone) else { break };
        for line in &mut lines {
            line.retain(|class| !Rc::ptr_eq(class, &next));
        }
        order.push(next);
    }
    order
}
