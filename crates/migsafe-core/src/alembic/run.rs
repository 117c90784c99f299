//! Walks through the statements of a revision.

use super::bound::Bindings;
use super::classes::{Class, Instance};
use super::flow::{Ends, Flow};
use super::modules::{Loaded, Module, Modules, STAR};
use super::shared::{Containers, Identity};
use super::value::{Arguments, Batch, Closure, Value};
use crate::python::{Expr, Function, Stmt, StmtKind};
use crate::source::Dialect;
use crate::span::{LineIndex, Span};
use crate::sql::{Functions, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use camino::Utf8Path;

/// How deep calls, blocks and expressions may be nested in each other. Safe on a stack of two megabytes in a build without optimisation.
const DEPTH: usize = 160;

/// How many statements and expressions are walked through: loops over literal lists multiply.
const STEPS: usize = 200_000;

/// What is said where the walk ends before the code does.
const TOO_LONG: &str = "the walk through the code is too long or too deep to be followed from here";

/// A value that holds more is not followed.
pub(super) const HEAVIEST: usize = 100_000;

/// So much of a value is looked through in a step.
const WEIGHED: usize = 64;

/// So many bytes are copied in a step.
const COPIED: usize = 4_096;

/// So many names are handed to a function within in a step.
const PASSED: usize = 16;

/// A statement that is sent is so many steps.
const SENT: usize = 10;

/// So many bytes of SQL are read in a step.
const READ: usize = 32;

/// One function that is being walked through, or the module.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) names: Bindings,
    /// The module of the project whose code it is; `None`: the revision's own.
    pub(super) module: Option<Arc<Module>>,
    /// Its names are those of a module, which functions find however late they are bound.
    pub(super) is_module: bool,
    /// It is the body of a class, whose names its methods do not find.
    pub(super) is_class: bool,
    /// It is a function within a function.
    pub(super) is_nested: bool,
    /// The loops that are being walked through.
    pub(super) loops: Vec<Ends>,
    /// Of each `try` around: the names that are bound where an exception is raised in it.
    pub(super) raised: Vec<Option<Bindings>>,
    /// Of each `finally` around: the names that are bound where its block is left early.
    pub(super) finals: Vec<Option<Bindings>>,
    /// What it has yielded, and how many branches and loops were around its call.
    pub(super) yielded: Vec<Value>,
    pub(super) entered: usize,
    /// Its names that are those of the module, and those of the function around it.
    pub(super) global: BTreeSet<String>,
    pub(super) nonlocal: BTreeSet<String>,
    /// Which call it is, from 1; and the one in which it was defined.
    pub(super) call: usize,
    pub(super) around: usize,
    /// Functions were defined in it.
    pub(super) has_functions: bool,
    /// The function, and the object whose method it is.
    pub(super) function: Option<Arc<Function>>,
    pub(super) itself: Option<Value>,
}

/// The walk.
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    /// The revision's file.
    pub(super) path: &'a Utf8Path,
    pub(super) lines: LineIndex,
    pub(super) frames: Vec<Frame>,
    pub(super) statements: Vec<Statement>,
    /// What was said to be not understood: in loops the same comes again and again, and is said once.
    pub(super) said: BTreeSet<(Span, String)>,
    /// How many branches and loops are around whose condition is not known.
    pub(super) conditional: usize,
    /// How many blocks are around in which an exception may be caught.
    pub(super) guarded: usize,
    /// How many `autocommit_block` are around.
    pub(super) autocommit: usize,
    /// How many commits by hand were seen.
    pub(super) commits: usize,
    /// Enum types that a `create_table` has made: SQLAlchemy makes each once in a run.
    pub(super) types_made: BTreeSet<String>,
    /// Operations of `batch_alter_table`, which Alembic sends when its block ends.
    pub(super) batches: Vec<Vec<Statement>>,
    /// The database that is judged.
    pub(super) dialect: Dialect,
    /// The modules of the project.
    pub(super) modules: Arc<Modules>,
    pub(super) loaded: Loaded,
    /// The statement of the revision that is being walked through.
    pub(super) here: Span,
    /// The call in the revision through which code of another file is being walked: what it does stands there.
    pub(super) place: Option<Span>,
    /// The objects that the project's classes have made.
    pub(super) instances: Vec<Instance>,
    /// The full names that were imported, and looked through for modules that do something.
    pub(super) imported: BTreeSet<String>,
    /// How many names of modules are being looked for.
    pub(super) loading: usize,
    /// What was bound to names of classes from outside.
    pub(super) patches: Vec<(Rc<Class>, String, Value)>,
    /// What was there before the loop whose turns are walked through: so many objects, and the containers before that one; and how often something of it was changed.
    pub(super) watched: Option<(usize, Identity)>,
    pub(super) changes: usize,
    /// How many calls are around that are made for their value alone.
    pub(super) quiet: usize,
    /// Where something of an object was changed that may be a row of a table; a session sends it.
    pub(super) changed: Option<(Span, String)>,
    /// The functions that are being walked through.
    pub(super) active: Vec<(*const Closure, Vec<Option<Value>>)>,
    /// How many calls there were, and the names of those in which functions were defined.
    pub(super) calls: usize,
    pub(super) kept: BTreeMap<usize, Bindings>,
    /// The containers that were changed.
    pub(super) containers: Containers,
    /// The functions that the SQL sent so far has created.
    pub(super) functions: Functions,
    depth: usize,
    steps: usize,
    stopped: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(text: &'a str, modules: Arc<Modules>) -> Self {
        Self {
            text,
            path: Utf8Path::new(""),
            lines: LineIndex::new(text),
            frames: vec![Frame { is_module: true, ..Frame::default() }],
            statements: Vec::new(),
            said: BTreeSet::new(),
            conditional: 0,
            guarded: 0,
            autocommit: 0,
            commits: 0,
            types_made: BTreeSet::new(),
            batches: Vec::new(),
            dialect: Dialect::PostgreSql,
            modules,
            loaded: Loaded::default(),
            here: Span::default(),
            place: None,
            instances: Vec::new(),
            imported: BTreeSet::new(),
            loading: 0,
            patches: Vec::new(),
            watched: None,
            changes: 0,
            quiet: 0,
            changed: None,
            active: Vec::new(),
            calls: 0,
            kept: BTreeMap::new(),
            containers: Containers::default(),
            functions: Functions::default(),
            depth: 0,
            steps: 0,
            stopped: false,
        }
    }

    /// The same against this database, of a revision in this file.
    pub(super) fn on(self, dialect: Dialect, path: &'a Utf8Path) -> Self {
        Self { path, dialect, ..self }
    }

    /// Runs the module's own statements: imports, names, functions. What they send is sent as Alembic loads the file.
    pub(super) fn module(&mut self, block: &[Stmt]) {
        // What it calls elsewhere for its effect is most often no database's.
        self.quiet += 1;
        let _ = self.block(block);
        self.quiet -= 1;
        // Where the walk came to its end here, the function that runs says so.
        if std::mem::take(&mut self.stopped) {
            self.statements.retain(|statement| statement.not_understood.iter().all(|part| part.why != TOO_LONG));
            self.said.retain(|(_, why)| why != TOO_LONG);
        }
    }

    /// Runs the function that Alembic calls.
    pub(super) fn enter(&mut self, function: &Arc<Function>) {
        self.calls += 1;
        let mut frame = Frame { function: Some(Arc::clone(function)), call: self.calls, ..Frame::default() };
        let given = if function.parameters.is_empty() { Vec::new() } else { self.handed_over() };
        for parameter in &function.parameters {
            let value = match parameter.name.as_str() {
                "op" => Value::Name("alembic.op".into()),
                "tables" => super::evaluate::attribute(Value::Unknown, "tables"),
                own => given.iter().find(|(name, ..)| name == own).map_or(Value::Unknown, |(_, value, _)| value.clone()),
            };
            frame.names.set(&parameter.name, value);
        }
        self.frames.push(frame);
        let _ = self.block(&function.body);
        self.frames.pop();
    }

    /// Runs what the name of that function is bound to.
    pub(super) fn enter_bound(&mut self, bound: Value) {
        let named = self.handed_over();
        self.plain(bound, Arguments { named, ..Arguments::default() }, true);
    }

    pub(super) fn finish(self) -> Vec<Statement> {
        self.statements
    }

    /// What a name of the module is bound to.
    pub(super) fn global(&self, name: &str) -> Option<&Value> {
        self.frames.first().and_then(|frame| frame.names.get(name))
    }

    /// Goes one level deeper; nothing where that is too deep, or the walk has become too long.
    pub(super) fn deeper<T>(&mut self, span: Span, walk: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.steps += 1;
        if self.depth >= DEPTH || self.steps > STEPS {
            if !self.stopped {
                self.stopped = self.steps > STEPS;
                self.not_understood(span, TOO_LONG);
            }
            return None;
        }
        self.depth += 1;
        let done = walk(self);
        self.depth -= 1;
        Some(done)
    }

    /// A value that has just been made, unless it holds more than can be followed.
    pub(super) fn weighed(&mut self, value: Value) -> Value {
        match value.weight(HEAVIEST) {
            Some(weight) => {
                self.steps += weight / WEIGHED;
                value
            }
            None => Value::Unknown,
        }
    }

    /// Whether the walk has not come to its end.
    pub(super) fn goes_on(&self) -> bool {
        self.steps <= STEPS
    }

    /// Notes that so many bytes are copied.
    pub(super) fn copies(&mut self, bytes: usize) {
        self.steps += bytes / COPIED;
    }

    /// Notes that so much of a value is looked through.
    pub(super) fn looks_through(&mut self, values: usize) {
        self.steps += values / WEIGHED;
    }

    /// Notes that so many names are handed to a function within.
    pub(super) fn names_pass(&mut self, names: usize) {
        self.steps += names / PASSED;
    }

    /// Notes that so many bytes of SQL are sent.
    pub(super) fn sends(&mut self, bytes: usize) {
        self.steps += SENT + bytes / READ;
    }

    pub(super) fn block(&mut self, block: &[Stmt]) -> Flow {
        let mut all = Flow::next();
        let conditional = self.conditional;
        for statement in block {
            if self.frames.last().is_some_and(|frame| frame.module.is_none()) && self.place.is_none() {
                self.here = statement.span;
            }
            let flow = self.deeper(statement.span, |run| run.statement(statement)).unwrap_or_else(Flow::next);
            // A branch may have left the block: what follows may not happen.
            if flow.may_leave() {
                self.conditional = conditional + 1;
            }
            all = all.then(flow);
            if !all.next {
                break;
            }
        }
        self.conditional = conditional;
        all
    }

    fn statement(&mut self, statement: &Stmt) -> Flow {
        match &statement.kind {
            StmtKind::Expr(value) => {
                self.effect(value);
            }
            StmtKind::Assign { targets, value, .. } => {
                let value = self.evaluate(value);
                for target in targets {
                    self.assign(target, value.clone());
                }
            }
            StmtKind::AugAssign { target, operator, value } => {
                let right = self.evaluate(value);
                let left = self.evaluate(target);
                let joined = Self::operate(left.clone(), operator, right);
                let joined = self.changed_in_place(&left, joined);
                self.assign(target, joined);
            }
            StmtKind::Return(value) => {
                let value = value.as_ref().map_or(Value::None, |value| self.evaluate(value));
                self.leaves();
                return Flow::returns(value);
            }
            StmtKind::If { branches, otherwise } => return self.branches(branches, otherwise),
            StmtKind::For { target, iterable, body, otherwise } => {
                let iterable = self.evaluate(iterable);
                return self.each(target, &iterable, body, otherwise);
            }
            StmtKind::While { condition, body, otherwise } => return self.while_loop(condition, body, otherwise),
            StmtKind::With { items, body } => return self.with(items, body),
            StmtKind::Try { body, handlers, otherwise, finally } => return self.attempt(body, handlers, otherwise, finally),
            StmtKind::Match { subject, cases } => {
                let subject = self.evaluate(subject);
                return self.matched(&subject, cases);
            }
            StmtKind::Def(function) => {
                let closure = self.closure(function);
                let value = self.decorated(Value::Function(Rc::new(closure)), &function.decorated_by);
                self.add_to_generic(&value, &function.decorated_by);
                self.bind(&function.name, value);
            }
            StmtKind::Class { name, arguments, body, decorated_by } => {
                let class = self.class(name, arguments, body, statement.span);
                let class = self.decorated(class, decorated_by);
                self.bind(name, class);
            }
            StmtKind::Import(names) | StmtKind::ImportFrom(names) => {
                for (path, name) in names {
                    let path = self.imported_path(path);
                    self.import(&path, statement.span);
                    if name.starts_with(STAR) {
                        self.bind_again(&path);
                    }
                    self.bind(name, Value::Name(path));
                }
            }
            StmtKind::Raise(parts) => return self.raise(parts),
            StmtKind::Break => return self.leave_turn(true),
            StmtKind::Continue => return self.leave_turn(false),
            StmtKind::Delete(target) => self.delete(target),
            StmtKind::Global(names) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.global.extend(names.iter().cloned());
                }
            }
            StmtKind::Nonlocal(names) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.nonlocal.extend(names.iter().cloned());
                }
            }
            StmtKind::Nothing | StmtKind::Declare { .. } => {}
            StmtKind::Unreadable { why, body } => {
                if self.frames.len() > 1 {
                    self.not_understood(statement.span, why);
                }
                self.conditional += 1;
                let flow = self.block(body);
                self.conditional -= 1;
                return Flow::next().or(flow);
            }
        }
        Flow::next()
    }

    /// `raise`: the names are those that a handler finds.
    fn raise(&mut self, parts: &[Expr]) -> Flow {
        for part in parts {
            self.evaluate(part);
        }
        self.leaves();
        let names = self.names_now();
        let mut looked_at = 0;
        if let Some(raised) = self.frames.last_mut().and_then(|frame| frame.raised.last_mut()) {
            match raised {
                Some(before) => looked_at = before.merge(names),
                None => *raised = Some(names),
            }
        }
        self.names_pass(looked_at);
        Flow { raises: true, ..Flow::default() }
    }

    /// The table of a batch.
    pub(super) fn batch(table: Value, schema: Value) -> Value {
        Value::Batch(Rc::new(Batch { table, schema }))
    }
}
