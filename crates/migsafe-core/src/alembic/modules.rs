//! The project's own modules that its revisions import, and what a name of theirs stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::bound::Bindings;
use super::convention::Convention;
use super::evaluate::attribute;
use super::run::{Frame, Run};
use super::value::Value;
use crate::python::{self, Block, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::span::{LineIndex, Span};

/// So many modules a name is handed on through, by modules that import it themselves.
const HANDED_ON: usize = 8;

/// What a `from … import *` binds in place of a name: no name begins so.
const STAR: char = '*';

/// The modules of a project, by the names under which they are imported.
#[derive(Debug, Default)]
pub struct Modules {
    named: BTreeMap<Arc<str>, Arc<Module>>,
    /// What the metadata that `env.py` names calls constraints without a name.
    pub(super) convention: Convention,
    /// The driver begins a transaction behind a `COMMIT` that a revision sends as SQL.
    pub(super) begins_anew: bool,
    /// The files with SQL that revisions may read.
    files: BTreeMap<Utf8PathBuf, Arc<str>>,
}

/// A module's file.
#[derive(Debug)]
pub(crate) struct Module {
    name: Arc<str>,
    path: Utf8PathBuf,
    /// It is the `__init__.py` of a package.
    package: bool,
    lines: LineIndex,
    block: Block,
}

impl Module {
    /// Reads a module.
    pub(crate) fn read(name: &str, path: &Utf8Path, text: &str) -> Self {
        Self {
            name: name.into(),
            path: path.to_owned(),
            package: path.file_name() == Some("__init__.py"),
            lines: LineIndex::new(text),
            block: python::parse(text),
        }
    }

    /// Its file.
    pub(super) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The full names of what it imports.
    pub(crate) fn imports(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        imports(&self.block, &mut found);
        found.into_iter().filter_map(|path| self.absolute(&path)).collect()
    }

    /// A name as its file writes it without the dots before it: they stand for the package that holds the file.
    fn absolute(&self, path: &str) -> Option<String> {
        let rest = path.trim_start_matches('.');
        let dots = path.len() - rest.len();
        if dots == 0 {
            return Some(path.to_owned());
        }
        let mut package: Vec<&str> = self.name.split('.').collect();
        package.truncate(package.len().checked_sub(dots - usize::from(self.package))?);
        package.push(rest);
        Some(package.join("."))
    }
}

/// The names that a file imports, as they stand there.
pub(crate) fn imported(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    imports(&python::parse(text), &mut found);
    found
}

fn imports(block: &[Stmt], found: &mut BTreeSet<String>) {
    for statement in block {
        match &statement.kind {
            StmtKind::Import(names) | StmtKind::ImportFrom(names) => found.extend(names.iter().map(|(path, _)| path.clone())),
            kind => kind.blocks().into_iter().for_each(|block| imports(block, found)),
        }
    }
}

impl Modules {
    /// These modules.
    pub(crate) fn new(modules: impl IntoIterator<Item = Module>) -> Self {
        Self { named: modules.into_iter().map(|module| (Arc::clone(&module.name), Arc::new(module))).collect(), ..Self::default() }
    }

    /// With this naming convention; where it says nothing, with the one that a module sets on its metadata. And with this driver.
    pub(crate) fn under(self, convention: Convention, begins_anew: bool) -> Self {
        if !convention.is_empty() {
            return Self { convention, begins_anew, ..self };
        }
        let modules = Arc::new(self);
        let found = modules.named.values().find_map(|module| {
            let value = module.block.iter().find_map(super::convention::set_on_metadata)?;
            let mut run = Run::new("", Arc::clone(&modules));
            run.frames.push(Frame { module: Some(Arc::clone(module)), is_module: true, ..Frame::default() });
            Some(Convention::read(&run.evaluate(value)))
        });
        let (named, files) = (modules.named.clone(), modules.files.clone());
        Self { named, convention: found.unwrap_or_default(), begins_anew, files }
    }

    /// The statements at the top of every module.
    pub(super) fn each_statement(&self) -> impl Iterator<Item = (&Arc<Module>, &StmtKind)> {
        self.named.values().flat_map(|module| module.block.iter().map(move |statement| (module, &statement.kind)))
    }

    /// With these modules as well.
    pub(crate) fn with(mut self, modules: impl IntoIterator<Item = Module>) -> Self {
        for module in modules {
            self.named.entry(Arc::clone(&module.name)).or_insert_with(|| Arc::new(module));
        }
        self
    }

    /// With these files.
    pub(crate) fn beside(self, files: BTreeMap<Utf8PathBuf, Arc<str>>) -> Self {
        Self { files, ..self }
    }

    /// What stands in a file: the one of that path, or the only one whose path ends so, since a command or a package may begin anywhere.
    pub(super) fn file(&self, path: &str) -> Option<Arc<str>> {
        let path = Utf8Path::new(path);
        if let Some(text) = self.files.get(path) {
            return Some(Arc::clone(text));
        }
        let mut ending = self.files.iter().filter(|(known, _)| !path.as_str().is_empty() && known.ends_with(path));
        let (_, text) = ending.next()?;
        ending.next().is_none().then(|| Arc::clone(text))
    }

    /// The module that holds what a full name stands for, and the rest of the name.
    fn holding<'n>(&self, path: &'n str) -> Option<(&Arc<Module>, &'n str)> {
        let mut end = path.len();
        loop {
            let name = path.get(..end)?;
            if let Some(module) = self.named.get(name) {
                return Some((module, path.get(end..)?.trim_start_matches('.')));
            }
            end = name.rfind('.')?;
        }
    }
}

/// Whether the statement binds the name, or one within it does.
fn binds(statement: &Stmt, name: &str) -> bool {
    match &statement.kind {
        StmtKind::Def(function) => function.name == name,
        StmtKind::Class { name: own, .. } => own == name,
        StmtKind::Assign { targets, .. } => targets.iter().any(|target| is_target(target, name)),
        StmtKind::AugAssign { target, .. } => is_target(target, name),
        StmtKind::Import(names) | StmtKind::ImportFrom(names) => names.iter().any(|(_, own)| own == name),
        kind => kind.blocks().into_iter().flatten().any(|inner| binds(inner, name)),
    }
}

/// Whether a statement of the module may change what the name stands for without binding it: `STEPS.append(…)`, or a function decorated with one that does.
fn changes(statement: &Stmt, name: &str, block: &[Stmt]) -> bool {
    let is_decorated_by = |own: &Function, decorator: &Expr| {
        let decorator = if let ExprKind::Call(function, _) = &decorator.kind { function } else { decorator };
        matches!(&decorator.kind, ExprKind::Name(called) if *called == own.name)
    };
    match &statement.kind {
        StmtKind::Expr(value) => mentions(value, name),
        StmtKind::Def(function) => function.decorated_by.iter().any(|decorator| {
            let defined = block.iter().filter_map(|other| if let StmtKind::Def(own) = &other.kind { Some(own) } else { None });
            let mut defined = defined.filter(|own| is_decorated_by(own, decorator));
            mentions(decorator, name) || defined.any(|own| mentioned(&own.body, name))
        }),
        StmtKind::Class { .. } => false,
        kind => kind.blocks().into_iter().flatten().any(|inner| changes(inner, name, block)),
    }
}

/// Whether a block names it.
fn mentioned(block: &[Stmt], name: &str) -> bool {
    block.iter().any(|statement| {
        let named = match &statement.kind {
            StmtKind::Expr(value) | StmtKind::Return(Some(value)) => mentions(value, name),
            StmtKind::Assign { targets, value, .. } => mentions(value, name) || targets.iter().any(|target| mentions(target, name)),
            StmtKind::AugAssign { target, value, .. } => mentions(value, name) || mentions(target, name),
            _ => false,
        };
        named || statement.kind.blocks().into_iter().any(|block| mentioned(block, name))
    })
}

fn mentions(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(own) if own == name) || expr.kind.children().any(|child| mentions(child, name))
}

fn is_target(target: &Expr, name: &str) -> bool {
    match &target.kind {
        ExprKind::Name(own) => own == name,
        ExprKind::Sequence(items) => items.iter().any(|item| is_target(item, name)),
        // `LABELS["x"] = 1` changes what the name stands for.
        ExprKind::Subscript(value, _) => is_target(value, name),
        _ => false,
    }
}

impl Run<'_> {
    /// What a name stands for in the function that is being walked through.
    pub(super) fn lookup(&mut self, name: &str) -> Option<Value> {
        let frame = self.frames.last()?;
        if let Some(value) = frame.names.get(name) {
            return Some(value.clone());
        }
        if frame.is_nested {
            // The function around it may have bound the name later.
            let mut around = self.frames.iter().rev().skip(1).filter(|around| !around.is_module);
            if let Some(value) = around.find_map(|around| around.names.get(name)) {
                return Some(value.clone());
            }
        }
        match frame.module.clone() {
            Some(module) => self.of_module(&module, name),
            None => self.global(name).cloned().or_else(|| self.of_star(name)),
        }
    }

    /// Binds a name: the function's own, or one that it says to be the module's or the function's around it.
    pub(super) fn bind(&mut self, name: &str, value: Value) {
        let Some(frame) = self.frames.last_mut() else { return };
        if !frame.global.contains(name) && !frame.nonlocal.contains(name) {
            frame.names.set(name, value);
            return;
        }
        let (is_global, module, around) = (frame.global.contains(name), frame.module.clone(), frame.around.clone());
        frame.names.set(name, value.clone());
        let is_sure = self.conditional == 0;
        let outer = if is_global {
            match module {
                Some(module) => self.names_of_module(&module),
                None => self.frames.first_mut().map(|frame| &mut frame.names),
            }
        } else {
            let is_around = |frame: &&mut Frame| around.as_ref().zip(frame.function.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
            self.frames.iter_mut().rev().find(is_around).map(|frame| &mut frame.names)
        };
        if let Some(names) = outer {
            let value = match names.get(name) {
                Some(before) if !is_sure => before.clone().either(value),
                _ => value,
            };
            names.set(name, value);
        }
    }

    /// What a name of the revision stands for that a `from … import *` may have brought.
    fn of_star(&mut self, name: &str) -> Option<Value> {
        let stars: Vec<String> = self.frames.first()?.names.starting_with(STAR).map(|own| format!("{}.{name}", &own[1..])).collect();
        stars.into_iter().find_map(|path| self.of_project(&path))
    }

    /// What a full name stands for, where a module of the project says so.
    pub(super) fn of_project(&mut self, path: &str) -> Option<Value> {
        let mut path = path.to_owned();
        for _ in 0..HANDED_ON {
            let modules = Arc::clone(&self.modules);
            if let Some(value) = self.of_package(&modules, &path) {
                match value {
                    Value::Name(next) if *next != *path => path = next.to_string(),
                    Value::Name(_) | Value::Unknown => return None,
                    value => return Some(value),
                }
                continue;
            }
            let (module, rest) = modules.holding(&path)?;
            let (name, more) = rest.split_once('.').unwrap_or((rest, ""));
            let mut value = self.of_module(module, name)?;
            for member in more.split('.').filter(|member| !member.is_empty()) {
                value = attribute(value, member);
            }
            match value {
                Value::Unknown => return None,
                Value::Name(next) if *next != *path => path = next.to_string(),
                Value::Name(_) => return None,
                value => return Some(value),
            }
        }
        None
    }

    /// What a package binds to the name of a module in it: `from .db import db` hides the module.
    fn of_package(&mut self, modules: &Modules, path: &str) -> Option<Value> {
        modules.named.get(path)?;
        let (package, name) = path.rsplit_once('.')?;
        let package = modules.named.get(package).filter(|package| package.block.iter().any(|statement| binds(statement, name)))?;
        self.of_module(package, name)
    }

    /// What a name of a module stands for; what the module would send to a database is not the revision's.
    pub(super) fn of_module(&mut self, module: &Arc<Module>, name: &str) -> Option<Value> {
        let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
        if known.absent.contains(name) {
            return None;
        }
        if let Some(value) = known.bound.get(name) {
            let value = value.clone();
            // While it is being read, it is what the module has bound so far.
            let is_own = |frame: &&Frame| frame.is_module && frame.module.as_ref().is_some_and(|own| Arc::ptr_eq(own, module));
            let so_far = || self.frames.iter().rev().filter(is_own).find_map(|frame| frame.names.get(name)).cloned();
            return Some(if value == Value::Unknown { so_far().unwrap_or(value) } else { value });
        }
        // One that needs itself is not known while it is being read.
        known.bound.set(name, Value::Unknown);
        let binding: Vec<&Stmt> = module.block.iter().filter(|statement| binds(statement, name)).collect();
        // A list or dict may be filled by what follows it; a function or class is what it is.
        let may_be_filled = binding.iter().any(|statement| matches!(statement.kind, StmtKind::Assign { .. }));
        let binding: Vec<&Stmt> = if may_be_filled {
            let fills = |statement: &&Stmt| binds(statement, name) || changes(statement, name, &module.block);
            module.block.iter().filter(fills).collect()
        } else {
            binding
        };
        if binding.is_empty() {
            let stars: Vec<&String> = module.block.iter().filter_map(star).collect();
            let value =
                stars.into_iter().filter_map(|path| module.absolute(path)).find_map(|path| self.of_project(&format!("{path}.{name}")));
            let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
            match &value {
                Some(value) => known.bound.set(name, value.clone()),
                None => {
                    known.absent.insert(name.to_owned());
                }
            }
            return value;
        }
        let sent = self.statements.len();
        let (conditional, commits) = (self.conditional, self.commits);
        self.frames.push(Frame { module: Some(Arc::clone(module)), is_module: true, ..Frame::default() });
        for statement in binding {
            let _ = self.block(std::slice::from_ref(statement));
        }
        let names = self.frames.pop().map(|frame| frame.names).unwrap_or_default();
        self.statements.truncate(sent);
        (self.conditional, self.commits) = (conditional, commits);
        let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
        known.bound.take(names);
        known.bound.get(name).cloned()
    }

    /// What is known so far of the names of a module.
    pub(super) fn names_of_module(&mut self, module: &Module) -> Option<&mut Bindings> {
        self.loaded.get_mut(&module.name).map(|known| &mut known.bound)
    }

    /// The full name of what is imported under this name.
    pub(super) fn imported_path(&self, path: &str) -> Rc<str> {
        let module = self.frames.last().and_then(|frame| frame.module.as_ref());
        module.and_then(|module| module.absolute(path)).map_or_else(|| path.into(), Into::into)
    }

    /// Where a person looks for something in a module of the project: `helpers.py, line 3: `.
    pub(super) fn elsewhere_at(&self, span: Span) -> String {
        let module = self.frames.last().and_then(|frame| frame.module.as_ref());
        module.map(|module| format!("in {}, line {}: ", module.path, module.lines.line(span.start))).unwrap_or_default()
    }
}

/// The module of a `from … import *`.
fn star(statement: &Stmt) -> Option<&String> {
    match &statement.kind {
        StmtKind::ImportFrom(names) => names.iter().find(|(_, own)| own.starts_with(STAR)).map(|(path, _)| path),
        _ => None,
    }
}

/// What modules' names stand for, as far as they were asked for.
pub(super) type Loaded = BTreeMap<Arc<str>, Names>;

/// Names of one module.
#[derive(Debug, Default)]
pub(super) struct Names {
    bound: Bindings,
    /// What it does not bind.
    absent: BTreeSet<String>,
}
