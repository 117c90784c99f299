//! In what two texts of one migration differ.

use super::super::{Dialect, Language, Migration, Script};
use crate::digest::Digests;
use crate::python;

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// Nothing.
    None,
    /// Comments and white space.
    Comments,
    /// How it is written, and nothing of what it runs.
    Style,
    /// What undoes it.
    WayBack,
    /// What it asks, for all that is known.
    Other,
}

pub(super) fn edit(before: &Migration, now: &Migration, dialect: Dialect) -> Edit {
    if is_same(before, now) {
        return Edit::None;
    }
    let (earlier, later) = (Digests::of(before, dialect), Digests::of(now, dialect));
    match () {
        () if earlier.tokens == later.tokens && earlier.down == later.down => Edit::Comments,
        () if runs_the_same(&before.up, &now.up) => Edit::Style,
        () if earlier.tokens == later.tokens => Edit::WayBack,
        () => Edit::Other,
    }
}

/// Whether both have the same text, what undoes them included.
pub(super) fn is_same(before: &Migration, now: &Migration) -> bool {
    let downs = before.down.as_ref().map(own_text).zip(now.down.as_ref().map(own_text));
    is_same_text(own_text(&before.up), own_text(&now.up))
        && before.down.is_some() == now.down.is_some()
        && downs.is_none_or(|(before, now)| is_same_text(before, now))
}

/// The file's text, or its part where it holds several migrations.
fn own_text(script: &Script) -> &[u8] {
    let part = script.range.filter(|_| script.lines_before.is_some());
    part.map_or(&*script.text, |part| part.of(&script.text).trim_end()).as_bytes()
}

/// Line ends do not count: git may write others into the working directory than it stores.
pub(super) fn is_same_text(before: &[u8], now: &[u8]) -> bool {
    before == now || without_returns(before).eq(without_returns(now))
}

fn without_returns(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let next = text.iter().skip(1).copied().map(Some).chain([None]);
    text.iter().copied().zip(next).filter(|pair| *pair != (b'\r', Some(b'\n'))).map(|(byte, _)| byte)
}

/// Whether two revisions differ in nothing but how they are written. SQL is what it is.
fn runs_the_same(before: &Script, now: &Script) -> bool {
    let is_python = (before.language, now.language) == (Language::Python, Language::Python);
    is_python && python::plain_tokens(&before.text) == python::plain_tokens(&now.text)
}
