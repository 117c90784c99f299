//! What stood there before: the difference between a new migration and an old one.

use rayon::prelude::*;

use super::tree::FileTree;
use super::{History, Migration, Standing};

/// Makes history of every migration that stands in the base tree with the same text. New and changed ones stay as they are, wherever in the order they stand; one that was history already stays so.
pub fn mark_history(histories: &mut [History], base: &dyn FileTree) {
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
