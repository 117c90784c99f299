//! Gives expressions back the text that the author wrote. The tree prints its own: key words in capitals, other spaces.

use std::cell::OnceCell;

use crate::operation::{ColumnDefinition, ColumnOption, ConstraintDefinition, ConstraintKind, Expression, IndexPart, Operation};

/// Replaces the texts of the operation's expressions by those in the source, where they are found there.
pub(super) fn restore(operation: &mut Operation, source: &Source<'_>) {
    match operation {
        Operation::CreateTable(it) => {
            it.columns.iter_mut().for_each(|column| restore_column(column, source));
            it.constraints.iter_mut().for_each(|constraint| restore_constraint(constraint, source));
        }
        Operation::AddColumn(it) => restore_column(&mut it.column, source),
        Operation::AlterColumnType(it) => it.using.iter_mut().for_each(|using| source.restore(using)),
        Operation::SetDefault(it) => source.restore(&mut it.default),
        Operation::AlterColumnOption(it) => {
            if let ColumnOption::SetExpression(expression) = &mut it.option {
                source.restore(expression);
            }
        }
        Operation::AddConstraint(it) => restore_constraint(&mut it.constraint, source),
        Operation::CreateIndex(it) => {
            it.predicate.iter_mut().for_each(|predicate| source.restore(predicate));
            for part in &mut it.parts {
                if let IndexPart::Expression(expression) = part {
                    source.restore(expression);
                }
            }
        }
        Operation::CreateDomain(it) => it.default.iter_mut().for_each(|default| source.restore(default)),
        Operation::Update(it) => it.condition.iter_mut().for_each(|condition| source.restore(condition)),
        Operation::Delete(it) => it.condition.iter_mut().for_each(|condition| source.restore(condition)),
        _ => {}
    }
}

fn restore_column(column: &mut ColumnDefinition, source: &Source<'_>) {
    column.default.iter_mut().for_each(|default| source.restore(default));
    column.generated.iter_mut().for_each(|generated| source.restore(&mut generated.expression));
    column.constraints.iter_mut().for_each(|constraint| restore_constraint(constraint, source));
}

fn restore_constraint(constraint: &mut ConstraintDefinition, source: &Source<'_>) {
    if let ConstraintKind::Check { expression, .. } = &mut constraint.kind {
        source.restore(expression);
    }
}

/// A statement's text.
pub(super) struct Source<'a> {
    text: &'a str,
    /// Made when the first expression asks for it: most long statements are data and have none.
    essence: OnceCell<Essence>,
}

/// A text without spaces and comments, capitals outside quotes made small.
struct Essence {
    text: String,
    /// The byte of the whole text that each byte comes from.
    places: Vec<usize>,
}

impl<'a> Source<'a> {
    /// A statement's text, to be searched.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, essence: OnceCell::new() }
    }

    fn restore(&self, expression: &mut Expression) {
        if let Some(written) = self.find(&expression.text) {
            written.clone_into(&mut expression.text);
        } else if expression.text.contains('`') {
            // The quotes are the parser's, not the author's.
            let plain = expression.text.replace('`', "");
            expression.text = self.find(&plain).map_or(plain.clone(), str::to_owned);
        }
    }

    /// The place in the text that says the same as `printed`.
    fn find(&self, printed: &str) -> Option<&'a str> {
        let wanted = essence(printed).text;
        let essence = self.essence.get_or_init(|| essence(self.text));
        let found =
            essence.text.match_indices(&wanted).map(|(at, _)| at).find(|at| essence.is_edge(*at) && essence.is_edge(at + wanted.len()))?;
        let start = *essence.places.get(found)?;
        let last = *essence.places.get((found + wanted.len()).checked_sub(1)?)?;
        self.text.get(start..=last)
    }
}

impl Essence {
    /// Whether a word of the text begins or ends at `at`, rather than goes on.
    fn is_edge(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let adjacent = self.places.get(before).zip(self.places.get(at)).is_some_and(|(before, here)| before + 1 == *here);
        let is_word =
            |at: usize| self.text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii());
        !(adjacent && is_word(before) && is_word(at))
    }
}

fn essence(text: &str) -> Essence {
    let mut kept_text = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    let mut quote = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let kept = match (quote, character) {
            (Some(open), _) => {
                if character == open {
                    quote = None;
                }
                character
            }
            (None, '\'' | '"') => {
                quote = Some(character);
                character
            }
            (None, '-') if characters.peek().is_some_and(|(_, next)| *next == '-') => {
                while characters.next_if(|(_, next)| *next != '\n').is_some() {}
                continue;
            }
            (None, _) if character.is_whitespace() => continue,
            (None, _) => character.to_ascii_lowercase(),
        };
        kept_text.push(kept);
        places.extend((0..kept.len_utf8()).map(|byte| at + byte));
    }
    Essence { text: kept_text, places }
}
