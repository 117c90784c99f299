//! The loops of a block. Where it says itself what its rounds are for, each is walked through.

use super::variables::{self, Known};
use super::{Walker, made};
use crate::span::Span;
use crate::sql::NotUnderstood;

/// So many bytes of loops are walked through once for each of the values that are known to come; more are not followed.
const ROUNDS: usize = 1 << 18;

impl Walker<'_> {
    /// Takes a `FOR` from behind its word.
    pub(super) fn for_loop(&mut self) -> Option<()> {
        let start = self.cursor.span().start;
        let targets = variables::targets(self.cursor);
        self.up_to("in");
        self.cursor.expect("in")?;
        self.cursor.eat("reverse");
        let source = self.up_to("loop");
        let mut rounds = None;
        if source.sees("execute") {
            let span = Span::new(start, source.span().end);
            self.execute(source, span);
        } else if ["select", "with", "insert", "update", "delete", "values", "table"].iter().any(|word| source.sees(word))
            || source.sees_symbol(b'(')
        {
            self.read(source.text(), source.remaining());
            rounds = made::rows(source, &self.variables);
        }
        self.cursor.expect("loop")?;
        let is_record = targets.len() == 1 && targets.iter().all(|name| self.records.contains(name));
        let rounds = rounds.map(|rows| {
            let texts = |row: Vec<(String, String)>| row.into_iter().map(|(_, text)| Known::Text(text)).collect();
            rows.into_iter().map(|row| if is_record { vec![Known::Row(row)] } else { texts(row) }).collect()
        });
        self.rounds(&targets, rounds)
    }

    /// Takes a `FOREACH` from behind its word.
    pub(super) fn foreach_loop(&mut self) -> Option<()> {
        let targets = variables::targets(self.cursor);
        self.up_to("in");
        self.cursor.expect("in")?;
        let mut list = self.up_to("loop");
        self.cursor.expect("loop")?;
        let items = if list.eat("array") { made::value(list, &self.variables) } else { None };
        let rounds = match items {
            Some(Known::List(items)) if targets.len() == 1 => Some(items.into_iter().map(|item| vec![Known::Text(item)]).collect()),
            _ => None,
        };
        self.rounds(&targets, rounds)
    }

    /// Walks through a loop's body once for each round, where they are known, with what its variables then hold.
    fn rounds(&mut self, targets: &[String], rounds: Option<Vec<Vec<Known>>>) -> Option<()> {
        let Some(rounds) = rounds.filter(|rounds| !rounds.is_empty() && rounds.iter().all(|round| round.len() == targets.len())) else {
            self.forget(targets);
            return self.loop_body();
        };
        let start = self.cursor;
        let may_end_early = self.writes.leaves;
        self.branches += usize::from(may_end_early);
        for round in rounds {
            self.cursor = start;
            for (name, value) in targets.iter().zip(round) {
                self.set(name, Some(value));
            }
            if may_end_early {
                self.variables.forget(&self.writes.in_loops);
            }
            self.statements()?;
            self.walked += self.cursor.span().start.saturating_sub(start.span().start);
            if self.walked > ROUNDS {
                let span = start.before(&self.cursor).span();
                self.body.not_understood.push(NotUnderstood { span, why: "the loop goes round too often to be followed".to_owned() });
                break;
            }
        }
        self.forget(targets);
        self.variables.forget(&self.writes.in_loops);
        self.branches -= usize::from(may_end_early);
        self.end_loop()
    }

    /// Takes the body of a loop that goes round nobody knows how often, if at all.
    pub(super) fn loop_body(&mut self) -> Option<()> {
        self.branches += 1;
        self.variables.forget(&self.writes.in_loops);
        self.statements()?;
        self.variables.forget(&self.writes.in_loops);
        self.branches -= 1;
        self.end_loop()
    }

    fn forget(&mut self, names: &[String]) {
        for name in names {
            self.set(name, None);
        }
    }

    fn end_loop(&mut self) -> Option<()> {
        self.cursor.expect("end loop")?;
        self.cursor.identifier();
        self.semicolon()
    }
}
