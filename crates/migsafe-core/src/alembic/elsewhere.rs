//! What is defined outside of the project's files that are read, and what it may do.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::run::Run;
use super::value::{Arguments, Value};
use crate::python::Expr;
use crate::span::Span;

/// Python's standard modules, one a line: what `sys.stdlib_module_names` holds in the versions that were asked (`cargo xtask python-modules`).
const STANDARD: &str = include_str!("standard_modules.txt");

static STANDARD_MODULES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| STANDARD.lines().collect());

/// Libraries whose calls are known here: what is not read as an operation or as SQL changes nothing until it is executed.
const KNOWN_LIBRARIES: [&str; 3] = ["sqlalchemy", "alembic", "sqlmodel"];

/// Whether a module of that name is none of the project's, and reaches no database by itself.
pub(crate) fn is_library(module: &str) -> bool {
    KNOWN_LIBRARIES.contains(&module) || STANDARD_MODULES.contains(module)
}

/// Whether what has this full name is of Python's standard library, or built in.
pub(super) fn is_standard(path: &str) -> bool {
    let module = path.split('.').next().unwrap_or_default();
    module == "builtins" || STANDARD_MODULES.contains(module)
}

/// Functions of other packages that reach no database: these set environment variables from a file.
const HARMLESS: [&str; 3] = ["sqlalchemy_searchable.vectorizer.clear", "dotenv.load_dotenv", "dotenv.main.load_dotenv"];

/// Packages that tell a person how far a run has come.
const SHOWS_PROGRESS: [&str; 6] = ["progressbar", "tqdm", "alive_progress", "rich", "halo", "yaspin"];

/// Words of names that log or print, and those of a cache beside the database.
const HARMLESS_WORDS: &str = "log logs logger loggers logging print pprint warn warning warnings click echo secho structlog loguru redis";

/// Whether a function of the standard library starts a program, which may do anything.
fn starts_program(path: &str) -> bool {
    let word = path.rsplit('.').next().unwrap_or_default();
    path.starts_with("subprocess.")
        || (path.starts_with("os.") && ["system", "popen", "exec", "spawn", "posix_spawn"].iter().any(|start| word.starts_with(start)))
        || path.starts_with("asyncio.create_subprocess")
        || path.starts_with("runpy.")
}

/// What only reads, though it is given a connection.
const READERS: [&str; 18] = [
    "compile",
    "inspect",
    "from_engine",
    "MetaData",
    "Table",
    "reflect",
    "automap_base",
    "prepare",
    "print",
    "isinstance",
    "dialect",
    "Inspector",
    "has_table",
    "has_index",
    "has_schema",
    "has_sequence",
    // Flask's: what a block may ask for.
    "app_context",
    "test_request_context",
];

impl Run<'_> {
    /// A function of another file may do anything: with a connection in its hands for sure, or where it is called for nothing else.
    pub(super) fn elsewhere(&mut self, callee: &Value, arguments: &Arguments, alone: bool) {
        let word = callee.word();
        let module = callee.path().and_then(|path| path.split('.').next()).unwrap_or_default();
        let given = arguments.values().any(|value| value.reaches_database() || self.is_session(value));
        if !KNOWN_LIBRARIES.contains(&module) || super::handed::is_listener(callee, arguments) {
            self.hand_on(callee, arguments, alone);
        }
        if self.quiet > 0 && !given {
            return;
        }
        if callee.path().is_some_and(starts_program) {
            self.not_understood(arguments.span, format!("`{word}` starts a program that may change anything"));
            return;
        }
        // None of them has any use for `op` but to call it.
        if STANDARD_MODULES.contains(module) && arguments.values().any(|value| value.path() == Some("alembic.op")) {
            self.not_understood(arguments.span, format!("what `{word}` makes of `op` is not followed"));
            return;
        }
        if READERS.contains(&word)
            || is_exception(word)
            || callee.path().is_some_and(|path| HARMLESS.contains(&path))
            || (is_library(module) && !(given && matches!(word, "create_all" | "drop_all")))
        {
            return;
        }
        let is_unknown = *callee == Value::Unknown;
        let imported = (is_unknown || is_imported(callee) || is_of_unknown(callee)) && !harmless_word(callee);
        if let Value::Member(owner, _) = callee
            && let Some(class) = self.class_name(owner)
            && alone
        {
            if self.class_of(owner).is_some_and(|class| class.stands_on_library()) {
                return;
            }
            self.not_understood(arguments.span, format!("`{word}` of `{class}` is defined elsewhere and may change anything"));
            return;
        }
        if given || (alone && imported) {
            let name = if word.is_empty() { "a function".to_owned() } else { format!("`{word}`") };
            self.not_understood(arguments.span, format!("{name} is defined elsewhere and may change anything"));
        }
    }
}

impl Run<'_> {
    /// What decorates the function that runs may make anything of it.
    pub(super) fn decorators_elsewhere(&mut self, decorators: &[Expr]) {
        for decorator in decorators {
            let value = self.evaluate(decorator);
            if !self.runs(&value) && value.path().is_some_and(is_foreign) && !harmless_word(&value) {
                let why = format!("`{}` is defined elsewhere and may make anything of the function that it decorates", value.word());
                self.not_understood(decorator.span, why);
            }
        }
    }

    /// A context manager that is defined elsewhere does something before the block and after it.
    pub(super) fn context_elsewhere(&mut self, context: &Value, span: Span) {
        if let Value::Call(call) = context {
            let arguments = Arguments { span, ..call.arguments.clone() };
            self.elsewhere(&call.callee.clone(), &arguments, true);
        }
    }
}

/// Whether what has this full name is of a package of which nothing is known here.
fn is_foreign(path: &str) -> bool {
    let module = path.split('.').next().unwrap_or_default();
    !is_library(module) && !SHOWS_PROGRESS.contains(&module) && !path.starts_with("builtins.")
}

/// Whether it is of another package: itself, or of an object that a call of it gave.
fn is_imported(callee: &Value) -> bool {
    let mut value = callee;
    loop {
        value = match value {
            Value::Name(path) => return is_foreign(path),
            Value::Member(owner, _) => owner,
            // By its name it is a class, and what is called a method; what a function gave is a value.
            Value::Call(call) if call.callee.word().starts_with(|first: char| first.is_ascii_uppercase()) => &call.callee,
            _ => return false,
        };
    }
}

/// Methods of containers, files, archives and answers of the web: what they change is no database.
const OF_CONTAINERS: &str = "append add extend insert update pop popitem remove discard clear sort reverse setdefault appendleft popleft close read readline readlines write writelines writerow writerows writeheader flush seek fetchall fetchone fetchmany all first one one_or_none scalar scalars scalar_one scalar_one_or_none unique mappings get items keys values join split mkdir rmdir unlink touch rename replace extract extractall raise_for_status";

/// Whether it is a method of something of which nothing is known.
fn is_of_unknown(callee: &Value) -> bool {
    let Value::Member(owner, method) = callee else { return false };
    if OF_CONTAINERS.split(' ').any(|own| own == &**method) {
        return false;
    }
    let mut value = &**owner;
    loop {
        value = match value {
            Value::Member(owner, _) => owner,
            Value::Call(call) => &call.callee,
            Value::Name(path) => {
                return &**path == "importlib.import_module" || is_foreign(path);
            }
            // No class of the project has such a method.
            Value::Class(class) => return !class.stands_on_library(),
            value => return *value == Value::Unknown,
        };
    }
}

/// Whether it is a method of a log, or of what prints, by the words of its name.
fn harmless_word(callee: &Value) -> bool {
    let is_harmless = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.split(['.', '_']).any(|word| HARMLESS_WORDS.split(' ').any(|harmless| harmless == word))
    };
    let mut value = callee;
    loop {
        if is_harmless(value.path().unwrap_or_else(|| value.word())) {
            return true;
        }
        value = match value {
            Value::Member(owner, _) => owner,
            Value::Call(call) => &call.callee,
            _ => return false,
        };
    }
}

/// Whether a class bears the name of an exception: one that is made and not raised does nothing.
fn is_exception(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase()) && (word.ends_with("Exception") || word.ends_with("Error"))
}
