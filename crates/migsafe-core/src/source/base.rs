//! What stood there before: the difference between a new migration and an old one.

use rayon::prelude::*;

use super::tree::FileTree;
use super::{History, IrregularityKind, Migration, Standing};

/// Makes history of every migration that stands in the base tree with the same text. New and changed ones stay as they are, wherever in the order they stand; one that was history already stays so.
///
/// A file that the tool never runs stays one; if it stood there before, that is no news.
pub fn mark_history(histories: &mut [History], base: &dyn FileTree) {
    for history in &mut *histories {
        let migrations = &history.migrations;
        history.irregularities.retain(|fault| {
            let file = || migrations.iter().find(|migration| migration.standing == Standing::Orphan && migration.id == fault.migration);
            fault.kind != IrregularityKind::NotInJournal || !file().is_some_and(|migration| is_unchanged(migration, base))
        });
    }
    histories.par_iter_mut().flat_map(|history| history.migrations.par_iter_mut()).for_each(|migration| {
        if migration.standing == Standing::Judged && is_unchanged(migration, base) {
            migration.standing = Standing::History;
        }
    });
}

/// Line ends do not count: git may write others into the working directory than it stores.
fn is_unchanged(migration: &Migration, base: &dyn FileTree) -> bool {
    let Ok(before) = base.read(&migration.path) else { return false };
    let now = migration.up.text.as_bytes();
    before == now || without_returns(&before).eq(without_returns(now))
}

fn without_returns(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let next = text.iter().skip(1).copied().map(Some).chain([None]);
    text.iter().copied().zip(next).filter(|pair| *pair != (b'\r', Some(b'\n'))).map(|(byte, _)| byte)
}
