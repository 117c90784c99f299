//! Whose a folder of `<name>/migration.sql` is: Prisma and Drizzle from 1.0 lay their migrations out alike.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Tool;
use super::files::glance;
use super::folder::{Folder, strip_suffix};
use super::near::parent;
use super::tree::{FileTree, join};
use super::{drizzle, package};

/// The script in each migration's folder.
pub(super) const SCRIPT: &str = "migration.sql";
/// Prisma's own file beside the migrations.
pub(super) const PRISMA_LOCK: &str = "migration_lock.toml";

/// How many scripts are opened at most to look for Drizzle's breakpoints.
const SCRIPTS_OPENED: usize = 4;

/// The tool of a folder of migration folders, by the surest sign first. `None`: it is no such folder, or shows no sign at all.
pub(super) fn tool_of(tree: &dyn FileTree, folder: &Folder) -> Option<Tool> {
    if folder.has(PRISMA_LOCK) {
        return Some(Tool::Prisma);
    }
    folder.folders_with(SCRIPT).next()?;
    if folder.folders_with("snapshot.json").next().is_some() || drizzle::config_for(tree, &folder.path).is_some() {
        return Some(Tool::Drizzle);
    }
    if has_prisma_schema(tree, &folder.path) {
        return Some(Tool::Prisma);
    }
    if holds_breakpoints(tree, folder) {
        return Some(Tool::Drizzle);
    }
    if let Some((package, _)) = package::mentioned(tree, &folder.path, &["prisma", "@prisma/client", "drizzle-orm", "drizzle-kit"]) {
        return Some(if package.contains("prisma") { Tool::Prisma } else { Tool::Drizzle });
    }
    folder.folders_with(SCRIPT).any(|migration| migration.name().starts_with(|first: char| first.is_ascii_digit())).then_some(Tool::Prisma)
}

fn has_prisma_schema(tree: &dyn FileTree, root: &Utf8Path) -> bool {
    !schemas(tree, root).is_empty()
}

/// The paths and texts of the `.prisma` files beside the migrations: in the folder above and its `schema` folder, or one further up.
pub(super) fn schemas(tree: &dyn FileTree, root: &Utf8Path) -> Vec<(Utf8PathBuf, Arc<str>)> {
    let Some(above) = parent(tree, root) else { return Vec::new() };
    let mut places = vec![above.clone(), join(&above, "schema"), join(&above, "schemas")];
    places.extend(parent(tree, &above));
    for place in places {
        let entries = tree.entries(&place).unwrap_or_default();
        let schemas: Vec<_> = entries
            .iter()
            .filter(|entry| !entry.directory && strip_suffix(entry.path.as_str(), ".prisma").is_some())
            .filter_map(|entry| Some((entry.path.clone(), glance(tree, &entry.path)?)))
            .collect();
        if !schemas.is_empty() {
            return schemas;
        }
    }
    Vec::new()
}

fn holds_breakpoints(tree: &dyn FileTree, folder: &Folder) -> bool {
    let scripts = folder.folders_with(SCRIPT).take(SCRIPTS_OPENED);
    scripts.filter_map(|migration| glance(tree, &migration.file(SCRIPT))).any(|text| text.contains(drizzle::BREAKPOINT))
}
