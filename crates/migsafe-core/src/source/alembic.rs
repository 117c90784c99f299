//! Alembic: recognised, so that a search can say that it is there. Its revisions are Python and not read by this module.

use camino::Utf8Path;

use super::folder::{Folder, strip_suffix};
use super::near::parent;
use super::reader::Reader;
use super::tree::{FileTree, join};
use super::{Dialect, History, Problem, Runner, Tool, TransactionScope};

pub(super) struct Alembic;

impl Reader for Alembic {
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool {
        let has_environment = || {
            parent(tree, &folder.path)
                .is_some_and(|above| ["env.py", "script.py.mako"].iter().any(|name| tree.is_file(&join(&above, name))))
        };
        folder.name() == "versions" && self.accepts(folder) && has_environment()
    }

    fn accepts(&self, folder: &Folder) -> bool {
        folder.files_ending(".py").any(|name| name != "__init__.py") || folder.folders.iter().any(|below| self.accepts(below))
    }

    fn owns(&self, _folder: &Folder, file: &Utf8Path) -> bool {
        file.file_name().is_some_and(|name| strip_suffix(name, ".py").is_some())
    }

    fn assumed_runner(&self) -> Runner {
        Runner {
            transaction: TransactionScope::AllPending,
            source: "assumed: alembic's default env.py".to_owned(),
            assumed: true,
            session_outlives_migration: true,
        }
    }

    fn read(&self, _tree: &dyn FileTree, folder: &Folder, _problems: &mut Vec<Problem>) -> History {
        History {
            root: folder.path.clone(),
            tool: Tool::Alembic,
            dialect: Dialect::PostgreSql,
            runner: self.assumed_runner(),
            migrations: Vec::new(),
            irregularities: Vec::new(),
            lock_timeout: None,
        }
    }
}
