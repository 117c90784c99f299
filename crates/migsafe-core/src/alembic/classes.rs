//! Classes that the project writes: what they bind, what their instances hold, and their methods.

use std::rc::Rc;
use std::sync::Arc;

use super::bound::Bindings;
use super::evaluate::attribute;
use super::run::Run;
use super::value::{Arguments, Call, Closure, Value};
use crate::python::{Argument, Expr, ExprKind, Stmt, StmtKind};

/// A class stands on no more classes one above the other than these.
const NESTING: usize = 12;

/// So many instances are followed.
const INSTANCES: usize = 5_000;

/// A class.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    pub(super) name: Rc<str>,
    /// What it binds to names.
    pub(super) members: Vec<(String, Value)>,
    methods: Vec<(String, Rc<Closure>)>,
    /// What it declares its objects to hold: of a dataclass or a named tuple the arguments that make one, in order.
    declared: Vec<String>,
    /// The classes that it stands on.
    bases: Vec<Value>,
}

/// An object that a class made.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) class: Rc<Class>,
    pub(super) fields: Bindings,
}

impl Class {
    /// What it binds to a name itself.
    pub(super) fn own(&self, name: &str) -> Option<&Value> {
        self.members.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// What it or a class that it stands on binds to a name.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.find(NESTING, &|class| class.own(name))
    }

    /// Whether it or a class that it stands on binds or declares a name.
    pub(super) fn binds(&self, name: &str) -> bool {
        let declares = |class: &Self| class.declared.iter().any(|own| own == name).then_some(());
        self.member(name).is_some() || self.find(NESTING, &declares).is_some()
    }

    pub(super) fn method(&self, name: &str) -> Option<&Rc<Closure>> {
        self.find(NESTING, &|class| class.methods.iter().rev().find(|(own, _)| own == name).map(|(_, closure)| closure))
    }

    /// The names of its own methods and of those of the classes that it stands on.
    pub(super) fn methods(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = Vec::new();
        self.gather_methods(NESTING, &mut names);
        names.into_iter()
    }

    fn gather_methods<'a>(&'a self, depth: usize, names: &mut Vec<&'a str>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        names.extend(self.methods.iter().map(|(name, _)| name.as_str()));
        self.bases().for_each(|base| base.gather_methods(depth, names));
        names.sort_unstable();
        names.dedup();
    }

    fn find<'a, T>(&'a self, depth: usize, own: &dyn Fn(&'a Self) -> Option<T>) -> Option<T> {
        own(self).or_else(|| {
            let depth = depth.checked_sub(1)?;
            self.bases.iter().find_map(|base| if let Value::Class(base) = base { base.find(depth, own) } else { None })
        })
    }

    /// A class made by `type(name, bases, members)`.
    pub(super) fn made(name: &str, bases: Vec<Value>, members: Vec<(String, Value)>) -> Self {
        Self { name: name.into(), members, methods: Vec::new(), declared: Vec::new(), bases }
    }

    /// Its members as those of an enumeration.
    pub(super) fn fields(&self) -> Vec<Value> {
        self.members.iter().map(|(name, value)| Value::Field(name.as_str().into(), Rc::new(value.clone()))).collect()
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
        self.find(NESTING, &is_any).is_some() && self.find(NESTING, &is_other).is_none()
    }

    /// Whether its instances are followed: it is no row of a table and no type, and does something.
    fn is_followed(&self, arguments: &Arguments) -> bool {
        let is_type = self.member("impl").is_some() || self.method("get_col_spec").is_some();
        let holds = |class: &Self| (!class.methods.is_empty()).then_some(());
        let does = self.find(NESTING, &holds).is_some() || self.declared().is_some_and(|all| !all.is_empty());
        // One that only holds what is set later takes no arguments.
        let is_empty = self.bases.is_empty() && arguments.values().next().is_none();
        !is_type && self.table().is_none() && (does || is_empty)
    }
}

impl Run<'_> {
    pub(super) fn class(&mut self, name: &str, arguments: &[Argument], body: &[Stmt]) {
        let bases: Vec<Value> = arguments.iter().filter(|it| it.name.is_none()).map(|it| self.evaluate(&it.value)).collect();
        let mut members = Vec::new();
        let mut methods = Vec::new();
        let mut declared = Vec::new();
        for statement in body {
            match &statement.kind {
                StmtKind::Assign { targets, value, field } => {
                    if let [Expr { kind: ExprKind::Name(member), .. }] = targets.as_slice() {
                        let value = self.evaluate(value);
                        members.push((member.clone(), value));
                        declared.extend(field.then(|| member.clone()));
                    }
                }
                StmtKind::Declare { target: Expr { kind: ExprKind::Name(member), .. }, field: true } => declared.push(member.clone()),
                StmtKind::Def(function) => methods.push((function.name.clone(), Rc::new(self.closure(function)))),
                _ => {}
            }
        }
        // SQLModel calls a table after its class where the class does not say.
        let is_table = arguments.iter().any(|it| it.name.as_deref() == Some("table") && it.value.kind == ExprKind::Bool(true));
        if is_table && !members.iter().any(|(name, _)| name == "__tablename__") {
            members.push(("__tablename__".to_owned(), Value::text(name.to_lowercase())));
        }
        let mut class = Class { name: name.into(), members, methods, declared, bases };
        let table = self.table_by_method(&class);
        class.members.extend(table);
        let own_type = self.own_type(&class);
        class.members.extend(own_type);
        self.bind(name, Value::Class(Rc::new(class)));
    }

    /// The name of a model's table where a method of a class that it stands on makes it, of the model's own name most often.
    fn table_by_method(&mut self, class: &Class) -> Option<(String, Value)> {
        const NAME: &str = "__tablename__";
        if class.own(NAME).is_some() || class.methods.iter().any(|(own, _)| own == NAME) {
            return None;
        }
        let method = class.method(NAME).map(Rc::clone)?;
        let model = Value::Class(Rc::new(class.clone()));
        let name = self.call_function(&method, &with_self(&model, Arguments::default()));
        name.as_text().is_some().then(|| (NAME.to_owned(), name))
    }

    /// What a type of the project's own says that it is on PostgreSQL: `load_dialect_impl` of a `TypeDecorator`, `get_col_spec` of a `UserDefinedType`.
    fn own_type(&mut self, class: &Class) -> Option<(String, Value)> {
        let dialect = attribute(Value::Connection, "dialect");
        let (word, arguments) = match (class.method("load_dialect_impl"), class.method("get_col_spec")) {
            (Some(_), _) => ("impl", vec![Value::Unknown, dialect]),
            (None, Some(_)) => ("get_col_spec", vec![Value::Unknown]),
            (None, None) => return None,
        };
        let method = class.method(if word == "impl" { "load_dialect_impl" } else { word })?;
        let method = Rc::clone(method);
        let arguments = Arguments { places: arguments.into_iter().map(|value| (value, <_>::default())).collect(), ..Arguments::default() };
        let value = self.call_function(&method, &arguments);
        Some((word.to_owned(), value))
    }

    /// `Class(…)`: an instance, made by its `__init__` where there is one.
    pub(super) fn instance(&mut self, class: &Rc<Class>, arguments: Arguments) -> Value {
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
                (Rc::clone(&instance.class), owner.clone())
            }
            Value::Super(itself, class) => {
                let above = class.bases.iter().find_map(|base| if let Value::Class(base) = base { base.method(name) } else { None });
                return Some(Value::Bound(Rc::clone(above?), Rc::clone(itself)));
            }
            Value::Class(class) => (Rc::clone(class), owner.clone()),
            // A row that is made here, or was read: its model's own methods.
            Value::Call(_) | Value::Row(_) => {
                let class = model_of(owner)?;
                class.method(name)?;
                (Rc::clone(class), owner.clone())
            }
            _ => return None,
        };
        let Some(method) = class.method(name).map(Rc::clone) else {
            return matches!(owner, Value::Instance(_)).then(|| class.member(name).cloned()).flatten();
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
        let mut class = class;
        for _ in 0..NESTING {
            match class {
                Some(found) if holds(&found) => return Value::Super(Rc::new(itself.clone()), found),
                Some(found) => {
                    class = found.bases.iter().find_map(|base| if let Value::Class(base) = base { Some(Rc::clone(base)) } else { None });
                }
                None => break,
            }
        }
        Value::Unknown
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
        class.is_some_and(|class| class.find(NESTING, &|class| class.bases.iter().any(is_own).then_some(())).is_some())
    }

    /// `instance.name = value`.
    pub(super) fn set_field(&mut self, at: usize, name: &str, value: Value) {
        let is_sure = self.conditional == 0;
        let Some(instance) = self.instances.get_mut(at) else { return };
        let before = instance.fields.get(name).cloned();
        let value = match before {
            Some(before) if !is_sure => before.either(value),
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
