//! The statements of a migration around the one at hand.

use std::ops::Range;

use rayon::prelude::*;

use crate::project::read_script;
use crate::source::{Cut, Dialect, History, Language, Migration, Standing};
use crate::sql::{self, Reader, Statement};

/// So many statements are read and let go at once. Each is judged with at least as many before and behind it in view.
const STEP: usize = 1_024;

/// A script of so many bytes is read while it is judged.
const LONG: usize = 1 << 17;

/// So many migrations are read at once, while those before them are judged: what was read of a long history is never there all together.
const TOGETHER: usize = 64;

/// Reads the migrations of a history in parallel and hands them on in their order.
pub(super) fn each_window<'a>(history: &'a History, mut each: impl FnMut(usize, &'a Migration, Window<'a>) + Send) {
    let readable = history.dialect != Dialect::Other;
    let read = |migrations: Option<&'a [Migration]>| -> Vec<Window<'a>> {
        migrations.unwrap_or_default().par_iter().map(|migration| Window::of(migration, readable)).collect()
    };
    let mut parts = history.migrations.chunks(TOGETHER);
    let mut windows = read(parts.next());
    let mut migrations = history.migrations.iter().enumerate();
    while !windows.is_empty() {
        let judge = || windows.into_iter().zip(&mut migrations).for_each(|(window, (index, migration))| each(index, migration, window));
        let ((), ahead) = rayon::join(judge, || read(parts.next()));
        windows = ahead;
    }
}

/// The statements of a migration: all of them, or of a long script those around the one at hand. What was read takes many times the memory of its text.
pub(super) struct Window<'a> {
    held: Vec<Statement>,
    /// The place of the next statement among those held.
    at: usize,
    rest: Option<Reader<'a>>,
}

impl<'a> Window<'a> {
    /// What the migration asks on its way up; nothing where it never runs or cannot be read.
    pub(super) fn of(migration: &'a Migration, readable: bool) -> Self {
        let script = &migration.up;
        // A tool that cuts the script itself makes one query of several statements: all of them must be seen.
        let is_long = script.text.len() > LONG && script.language == Language::Sql && script.cut == Cut::Whole;
        if !readable || migration.standing == Standing::Orphan {
            Self::whole(Vec::new())
        } else if let Some(reader) = sql::reader(script).filter(|_| is_long) {
            Self::moving(reader)
        } else {
            Self::whole(read_script(script))
        }
    }

    fn whole(statements: Vec<Statement>) -> Self {
        Self { held: statements, at: 0, rest: None }
    }

    /// The statements of a long script, which are read as they come into view.
    fn moving(mut reader: Reader<'a>) -> Self {
        let held: Vec<Statement> = reader.by_ref().take(3 * STEP).collect();
        let is_long = held.len() == 3 * STEP;
        Self { held, at: 0, rest: Some(reader).filter(|_| is_long) }
    }

    /// Those in view.
    pub(super) fn held(&self) -> &[Statement] {
        &self.held
    }

    /// Goes on to the next statements that are to be judged: their places among those in view, which stay as they are until it is called again. Nothing behind the
    /// last.
    pub(super) fn step(&mut self) -> Option<Range<usize>> {
        if let Some(reader) = self.rest.as_mut().filter(|_| self.at > 0) {
            let more: Vec<Statement> = reader.by_ref().take(STEP).collect();
            let gone = STEP.min(self.held.len());
            self.held.drain(..gone);
            self.at = self.at.saturating_sub(gone);
            if more.len() < STEP {
                self.rest = None;
            }
            self.held.extend(more);
        }
        let start = self.at;
        self.at = if self.rest.is_some() { 2 * STEP } else { self.held.len() };
        (start < self.at).then_some(start..self.at)
    }

    /// Calls `each` with every statement in order, and lets it go.
    pub(super) fn drain(mut self, mut each: impl FnMut(Statement)) {
        while let Some(places) = self.step() {
            for statement in self.held.get_mut(places).into_iter().flatten() {
                each(std::mem::take(statement));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Script;

    #[test]
    fn every_statement_comes_once_with_its_neighbours_in_view() {
        for count in [0, 1, STEP, 2 * STEP + 1, 3 * STEP, 3 * STEP + 1, 7 * STEP + 5] {
            let text = "SELECT 1;\n".repeat(count);
            let script = Script { text: text.into(), ..Script::default() };
            let mut window = Window::moving(Reader::new(&script));
            let mut lines = Vec::new();
            while let Some(places) = window.step() {
                for place in places {
                    let line = window.held()[place].line;
                    assert!(place >= STEP.min(line - 1), "{line} of {count} sees {place} before it");
                    assert!(window.held().len() - place > STEP.min(count - line), "{line} of {count} sees too little behind it");
                    lines.push(line);
                }
            }
            assert!(lines.iter().copied().eq(1..=count));
            assert!(window.held.len() <= 3 * STEP);
        }
    }
}
