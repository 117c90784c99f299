//! The statements of a migration around the one at hand.

use crate::project::read_script;
use crate::source::{Cut, Language, Migration, Standing};
use crate::sql::{self, Reader, Statement};

/// So many statements are read and let go at once. Each is judged with at least as many before and behind it in view.
const STEP: usize = 2_048;

/// A script of so many bytes is read while it is judged.
const LONG: usize = 1 << 20;

/// The statements of a migration: all of them, or of a long script those around the one at hand. What was read takes many times the memory of its text.
pub(crate) struct Window<'a> {
    held: Vec<Statement>,
    /// The place of the next statement among those held.
    at: usize,
    rest: Option<Reader<'a>>,
}

impl<'a> Window<'a> {
    /// What the migration asks on its way up; nothing where it never runs or cannot be read.
    pub(crate) fn of(migration: &'a Migration, readable: bool) -> Self {
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
        let held = reader.by_ref().take(3 * STEP).collect();
        Self { held, at: 0, rest: Some(reader) }
    }

    /// Those in view.
    pub(crate) fn held(&self) -> &[Statement] {
        &self.held
    }

    /// Goes to the next statement: its place among those in view, or nothing behind the last.
    pub(crate) fn advance(&mut self) -> Option<usize> {
        if self.at >= 2 * STEP
            && let Some(reader) = &mut self.rest
        {
            let more: Vec<Statement> = reader.by_ref().take(STEP).collect();
            if more.is_empty() {
                self.rest = None;
            } else {
                self.held.drain(..STEP);
                self.held.extend(more);
                self.at -= STEP;
            }
        }
        let place = self.at;
        self.at += 1;
        (place < self.held.len()).then_some(place)
    }

    /// Takes the next statement out.
    pub(crate) fn take(&mut self) -> Option<Statement> {
        let place = self.advance()?;
        self.held.get_mut(place).map(std::mem::take)
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
            while let Some(place) = window.advance() {
                let line = window.held()[place].line;
                assert!(place >= STEP.min(line - 1), "{line} of {count} sees {place} before it");
                assert!(window.held().len() - place > STEP.min(count - line), "{line} of {count} sees too little behind it");
                lines.push(line);
            }
            assert!(lines.iter().copied().eq(1..=count));
            assert!(window.held.len() <= 3 * STEP);
        }
    }
}
