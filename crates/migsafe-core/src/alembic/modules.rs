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
pub(super) const STAR: char = '*';

/// The modules of a project, by the names under which they are imported.
#[derive(Debug, Default)]
pub struct Modules {
    pub(super) named: BTreeMap<Arc<str>, Arc<Module>>,
    /// Those that may do something to the database as they are loaded.
    pub(super) acting: BTreeSet<Arc<str>>,
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
    pub(super) name: Arc<str>,
    path: Utf8PathBuf,
    /// It is the `__init__.py` of a package.
    package: bool,
    /// The full names of what it imports.
    imports: BTreeSet<String>,
    lines: LineIndex,
    pub(super) block: Block,
}

impl Module {
    /// Reads a module.
    pub(crate) fn read(name: &str, path: &Utf8Path, text: &str) -> Self {
        let block = python::parse(text);
        let mut found = BTreeSet::new();
        imports(&block, &mut found);
        let package = path.file_name() == Some("__init__.py");
        let lines = LineIndex::new(text);
        let mut module = Self { name: name.into(), path: path.to_owned(), package, imports: BTreeSet::new(), lines, block };
        module.imports = found.into_iter().filter_map(|path| module.absolute(&path)).collect();
        module
    }

    /// The name under which it is imported.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its file.
    pub(super) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The full names of what it imports.
    pub(crate) fn imports(&self) -> &BTreeSet<String> {
        &self.imports
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
        Self::default().with(modules)
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
        let (named, acting, files) = (modules.named.clone(), modules.acting.clone(), modules.files.clone());
        Self { named, acting, convention: found.unwrap_or_default(), begins_anew, files }
    }

    /// The statements at the top of every module.
    pub(super) fn each_statement(&self) -> impl Iterator<Item = (&Arc<Module>, &StmtKind)> {
        self.named.values().flat_map(|module| module.block.iter().map(move |statement| (module, &statement.kind)))
    }

    /// A module of that name, and what stands in it.
    pub(super) fn module(&self, name: &str) -> Option<(&Arc<Module>, &[Stmt])> {
        self.named.get(name).map(|module| (module, module.block.as_slice()))
    }

    /// With these modules as well.
    pub(crate) fn with(mut self, modules: impl IntoIterator<Item = Module>) -> Self {
        for module in modules {
            if !self.named.contains_key(&module.name) {
                self.acting.extend(module.acts().then(|| Arc::clone(&module.name)));
                self.named.insert(Arc::clone(&module.name), Arc::new(module));
            }
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
    pub(super) fn holding<'n>(&self, path: &'n str) -> Option<(&Arc<Module>, &'n str)> {
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
pub(super) fn binds(statement: &Stmt, name: &str) -> bool {
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

pub(super) fn mentions(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(own) if own == name) || expr.kind.children().any(|child| mentions(child, name))
}

fn is_target(target: &Expr, name: &str) -> bool {
    match &target.kind {
        ExprKind::Name(own) => own == name,
        ExprKind::Sequence(items) | ExprKind::Tuple(items) => items.iter().any(|item| is_target(item, name)),
        // `LABELS["x"] = 1` changes what the name stands for.
        ExprKind::Subscript(value, _) => is_target(value, name),
        _ => false,
    }
}

impl Run<'_> {
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
        // While it is being read, it is what the module has bound so far.
        let is_own = |frame: &&Frame| frame.is_module && frame.module.as_ref().is_some_and(|own| Arc::ptr_eq(own, module));
        if let Some(value) = self.frames.iter().rev().filter(is_own).find_map(|frame| frame.names.get(name)) {
            return Some(value.clone());
        }
        let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
        if known.absent.contains(name) {
            return None;
        }
        if let Some(value) = known.bound.get(name) {
            return Some(value.clone());
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
        self.loading += 1;
        let (conditional, commits) = (self.conditional, self.commits);
        self.frames.push(Frame { module: Some(Arc::clone(module)), is_module: true, ..Frame::default() });
        for statement in binding {
            let _ = self.block(std::slice::from_ref(statement));
        }
        let names = self.frames.pop().map(|frame| frame.names).unwrap_or_default();
        self.loading -= 1;
        self.statements.truncate(sent);
        (self.conditional, self.commits) = (conditional, commits);
        let known = self.loaded.entry(Arc::clone(&module.name)).or_default();
        known.bound.take(&names);
        known.bound.get(name).cloned()
    }

    /// What is known so far of the names of a module.
    pub(super) fn names_of_module(&mut self, module: &Arc<Module>, name: &str) -> Option<&mut Bindings> {
        let is_own = |frame: &&mut Frame| frame.is_module && frame.module.as_ref().is_some_and(|own| Arc::ptr_eq(own, module));
        let mut own = self.frames.iter_mut().rev().filter(is_own).filter(|frame| frame.names.get(name).is_some());
        match own.next() {
            Some(frame) => Some(&mut frame.names),
            None => self.loaded.get_mut(&module.name).map(|known| &mut known.bound),
        }
    }

    /// A name of a module that it may not bind itself is bound from outside.
    pub(super) fn make_known(&mut self, module: &Module, name: &str) {
        if let Some(known) = self.loaded.get_mut(&module.name) {
            known.absent.remove(name);
        }
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
    pub(super) bound: Bindings,
    /// What it does not bind.
    absent: BTreeSet<String>,
    /// It was run as a whole.
    pub(super) has_run: bool,
}
