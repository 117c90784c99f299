//! Files with SQL that revisions read: their paths as Python puts them together, and what stands in them.
//!
//! A path is a text here, as `pathlib` and `os.path` write it.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::run::Run;
use super::value::{Arguments, Value};
use crate::python::Text;

/// A longer path is none.
const LONGEST: usize = 4_096;

impl Run<'_> {
    /// `__file__`: the file whose code is being walked through.
    pub(super) fn this_file(&self) -> Value {
        let module = self.frames.last().and_then(|frame| frame.module.as_ref());
        Value::text(module.map_or(self.path.as_str(), |module| module.path().as_str()))
    }

    /// What a function of `pathlib`, `os.path`, `importlib.resources` or `open` gives; nothing where the callee is none of them, or the path is not known.
    pub(super) fn of_files(&self, callee: &Value, arguments: &Arguments) -> Option<Value> {
        if let Value::Member(file, method) = callee {
            // What `open` gave, or a path's `open`.
            let opened = file.call().filter(|_| file.word() == "open")?;
            let path = opened.places.first().map(|(path, _)| path).filter(|_| &**method == "read" && arguments.places.is_empty())?;
            return self.content(path.as_text()?);
        }
        let texts = || arguments.places.iter().map(|(value, _)| value.as_text()).collect::<Option<Vec<_>>>();
        let joined = || texts().filter(|parts| !parts.is_empty()).map(|parts| path_of(&parts));
        let package = || arguments.get(0, "package").and_then(Value::as_text).map(|name| name.replace('.', "/"));
        let in_package = || Some(path_of(&[&package()?, arguments.get(1, "resource")?.as_text()?]));
        match callee.path()? {
            "pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath" | "os.path.join" => joined().map(Value::text),
            "os.path.abspath" | "os.path.realpath" | "os.path.normpath" | "os.fspath" => joined().map(Value::text),
            "os.path.dirname" => joined().map(|path| Value::text(above(&path))),
            "os.path.basename" => joined().map(|path| Value::text(Utf8Path::new(&path).file_name().unwrap_or_default())),
            "importlib.resources.files" | "importlib_resources.files" => package().map(Value::text),
            "importlib.resources.read_text"
            | "importlib.resources.read_binary"
            | "importlib_resources.read_text"
            | "pkgutil.get_data"
            | "pkg_resources.resource_string" => self.content(&in_package()?),
            _ => None,
        }
    }

    /// A method of a path.
    pub(super) fn of_path(&self, path: &Value, method: &str, arguments: &Arguments) -> Option<Value> {
        let path = path.as_text().filter(|path| path.len() <= LONGEST)?;
        let first = || arguments.places.first().and_then(|(value, _)| value.as_text());
        Some(match method {
            "resolve" | "absolute" | "expanduser" | "as_posix" => Value::text(path_of(&[path])),
            "joinpath" => {
                let parts = arguments.places.iter().map(|(value, _)| value.as_text()).collect::<Option<Vec<_>>>()?;
                Value::text(path_of(&[&[path], parts.as_slice()].concat()))
            }
            "with_name" => Value::text(path_of(&[&above(path), first()?])),
            "with_suffix" => Value::text(Utf8Path::new(path).with_extension(first()?.trim_start_matches('.')).as_str()),
            "read_text" | "read_bytes" => self.content(path)?,
            "decode" => Value::text(path),
            _ => return None,
        })
    }

    /// What stands in the file, where it is one of those that were read.
    fn content(&self, path: &str) -> Option<Value> {
        Some(Value::Text(Text::plain(&*self.modules.file(path)?)))
    }
}

/// An attribute of a path.
pub(super) fn attribute(path: &str, name: &str) -> Option<Value> {
    if path.len() > LONGEST {
        return None;
    }
    let path = Utf8Path::new(path);
    Some(match name {
        "parent" => Value::text(above(path.as_str())),
        "parents" => Value::list(path.ancestors().skip(1).map(|above| Value::text(above.as_str())).collect()),
        "name" => Value::text(path.file_name().unwrap_or_default()),
        "stem" => Value::text(path.file_stem().unwrap_or_default()),
        _ => return None,
    })
}

/// `path / part`, and what `os.path.join` gives.
pub(super) fn path_of(parts: &[&str]) -> String {
    let mut path = Utf8PathBuf::new();
    for part in parts {
        path.push(part);
    }
    normal(&path)
}

fn above(path: &str) -> String {
    Utf8Path::new(path).parent().map(normal).unwrap_or_default()
}

/// Without `.`, and without the folders that a `..` leads out of again.
fn normal(path: &Utf8Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other.as_str()),
        }
    }
    parts.join("/")
}
