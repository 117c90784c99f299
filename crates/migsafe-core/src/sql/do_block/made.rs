//! Texts that a block puts together from what stands in it: literals, variables that hold such, `||`, `format`, `quote_ident`, `quote_literal`.

use super::variables::{Known, Variables};
use crate::operation::HOLE;
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;

/// A longer text is not put together.
const LONGEST: usize = 1 << 16;

/// A text, with a hole for each part that only a run can tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// The text.
    pub(super) text: String,
    /// Whether nothing of it is a hole.
    pub(super) whole: bool,
    /// Whether the holes, if it has any, stand in literals.
    pub(super) but_for_literals: bool,
}

impl Made {
    fn hole() -> Self {
        Self { text: HOLE.to_owned(), whole: false, but_for_literals: false }
    }

    fn whole(text: String) -> Self {
        Self { text, whole: true, but_for_literals: true }
    }

    /// A literal of it.
    fn literal(self) -> Self {
        Self { text: quoted(&self.text, '\''), but_for_literals: true, ..self }
    }

    fn push(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.whole &= other.whole;
        self.but_for_literals &= other.but_for_literals;
    }
}

/// What an expression gives, where that is known.
pub(super) fn value(mut cursor: Cursor<'_>, variables: &Variables) -> Option<Known> {
    let mut ahead = cursor;
    if let Some(known) = ahead.identifier().filter(|_| ahead.at_end()).and_then(|name| variables.get(&name)) {
        return Some(known.clone());
    }
    if cursor.eat("array") {
        let items = cursor.brackets()?;
        skip_casts(&mut cursor);
        let items = items.comma_parts().into_iter().map(|item| known_text(item, variables)).collect::<Option<Vec<_>>>()?;
        return cursor.finish(Known::List(items));
    }
    known_text(cursor, variables).map(Known::Text)
}

/// A text of which all is known.
pub(super) fn known_text(cursor: Cursor<'_>, variables: &Variables) -> Option<String> {
    text(cursor, variables).filter(|made| made.whole).map(|made| made.text)
}

/// A text of which at least a part is known.
pub(super) fn text(mut cursor: Cursor<'_>, variables: &Variables) -> Option<Made> {
    let mut all = Made::whole(String::new());
    let mut any = false;
    while !cursor.at_end() {
        let part = cursor.until_operator("||");
        let made = term(part, variables);
        any |= made.is_some();
        all.push(&made.unwrap_or_else(Made::hole));
        if all.text.len() > LONGEST {
            return None;
        }
    }
    any.then_some(all)
}

fn term(mut cursor: Cursor<'_>, variables: &Variables) -> Option<Made> {
    let made = primary(&mut cursor, variables)?;
    skip_casts(&mut cursor);
    cursor.finish(made)
}

fn primary(cursor: &mut Cursor<'_>, variables: &Variables) -> Option<Made> {
    if let Some(mut text) = cursor.string() {
        // Constants one behind the other, on lines of their own, are one.
        while let Some(more) = cursor.string() {
            text.push_str(&more);
        }
        return Some(Made::whole(text));
    }
    if cursor.sees_symbol(b'(') {
        return text(cursor.parentheses()?, variables);
    }
    if cursor.peek()?.kind == Kind::Number {
        return cursor.next().map(|token| Made::whole(cursor.of(token).to_owned()));
    }
    let name = cursor.identifier()?;
    if cursor.sees_symbol(b'(') {
        let inside = cursor.parentheses()?;
        return match name.as_str() {
            "format" => format(inside, variables),
            "quote_ident" => text(inside, variables).map(|made| Made { text: quoted(&made.text, '"'), ..made }),
            "quote_literal" | "quote_nullable" => Some(text(inside, variables).unwrap_or_else(Made::hole).literal()),
            _ => None,
        };
    }
    let field = if cursor.eat_symbol(b'.') { Some(cursor.identifier()?) } else { None };
    match (variables.get(&name)?, field) {
        (Known::Text(text), None) => Some(Made::whole(text.clone())),
        (Known::Row(columns), Some(field)) => columns.iter().find(|(name, _)| *name == field).map(|(_, text)| Made::whole(text.clone())),
        _ => None,
    }
}

fn quoted(text: &str, mark: char) -> String {
    format!("{mark}{}{mark}", text.replace(mark, &format!("{mark}{mark}")))
}

/// `format(text, value, …)`. Source: PostgreSQL docs, *String Functions and Operators*, `format`.
fn format(inside: Cursor<'_>, variables: &Variables) -> Option<Made> {
    let mut arguments = inside.comma_parts().into_iter();
    let pattern = known_text(arguments.next()?, variables)?;
    let values: Vec<Option<Made>> = arguments.map(|argument| text(argument, variables)).collect();
    let mut made = Made::whole(String::new());
    let mut next = 0;
    let mut rest = pattern.as_str();
    while let Some((before, behind)) = rest.split_once('%') {
        made.text.push_str(before);
        if let Some(behind) = behind.strip_prefix('%') {
            made.text.push('%');
            rest = behind;
            continue;
        }
        let kind = behind.find(|letter: char| letter.is_ascii_alphabetic())?;
        let (flags, behind) = behind.split_at(kind);
        rest = behind.get(1..)?;
        let place = match flags.strip_suffix('$').map(str::parse::<usize>) {
            Some(Ok(place)) => place.checked_sub(1)?,
            None if flags.is_empty() => next,
            // A width.
            _ => return None,
        };
        next = place + 1;
        let value = values.get(place)?.clone().unwrap_or_else(Made::hole);
        made.push(&match behind.chars().next()? {
            'I' => Made { text: quoted(&value.text, '"'), ..value },
            'L' => value.literal(),
            's' => value,
            _ => return None,
        });
        if made.text.len() > LONGEST {
            return None;
        }
    }
    made.text.push_str(rest);
    Some(made)
}

/// `::type`, as often as it comes.
fn skip_casts(cursor: &mut Cursor<'_>) {
    while cursor.eat_operator("::") {
        cursor.name();
        cursor.parentheses();
        while cursor.brackets().is_some() {}
    }
}

/// The rows of a query that reads nothing but what it says: `VALUES`, or an `unnest` of an array.
pub(super) fn rows(mut cursor: Cursor<'_>, variables: &Variables) -> Option<Vec<Vec<(String, String)>>> {
    while cursor.sees_symbol(b'(') {
        let inside = cursor.parentheses()?;
        cursor.finish(())?;
        cursor = inside;
    }
    if cursor.eat("values") {
        return named(values(cursor, variables)?, &[]);
    }
    cursor.expect("select")?;
    let chosen = cursor.until(&["from"], false);
    if cursor.at_end() {
        return unnested(chosen, variables);
    }
    cursor.expect("from")?;
    if cursor.sees("unnest") {
        return unnested(cursor, variables).filter(|_| chosen.remaining_text() == "*");
    }
    let mut inside = cursor.parentheses()?;
    inside.expect("values")?;
    cursor.eat("as");
    let table = cursor.identifier()?;
    let columns = cursor.columns()?;
    cursor.finish(())?;
    let rows = named(values(inside, variables)?, &columns)?;
    if chosen.remaining_text() == "*" {
        return Some(rows);
    }
    let mut picked = Vec::new();
    for mut part in chosen.comma_parts() {
        let mut name = part.identifier()?;
        if name == table && part.eat_symbol(b'.') {
            name = part.identifier()?;
        }
        part.finish(())?;
        picked.push(name);
    }
    rows.into_iter()
        .map(|row| picked.iter().map(|name| row.iter().find(|(column, _)| column == name).cloned()).collect::<Option<Vec<_>>>())
        .collect()
}

fn values(cursor: Cursor<'_>, variables: &Variables) -> Option<Vec<Vec<String>>> {
    let row = |mut part: Cursor<'_>| {
        let inside = part.parentheses()?;
        part.finish(())?;
        inside.comma_parts().into_iter().map(|value| known_text(value, variables)).collect()
    };
    cursor.comma_parts().into_iter().map(row).collect()
}

/// Rows with the names of their columns: those written, and PostgreSQL's own for the others.
fn named(rows: Vec<Vec<String>>, columns: &[String]) -> Option<Vec<Vec<(String, String)>>> {
    let name = |at: usize| columns.get(at).cloned().unwrap_or_else(|| format!("column{}", at + 1));
    let named = |row: Vec<String>| row.into_iter().enumerate().map(|(at, value)| (name(at), value)).collect();
    (!rows.is_empty()).then(|| rows.into_iter().map(named).collect())
}

/// `unnest(array) [[AS] name [(name)]]`.
fn unnested(mut cursor: Cursor<'_>, variables: &Variables) -> Option<Vec<Vec<(String, String)>>> {
    cursor.expect("unnest")?;
    let Known::List(items) = value(cursor.parentheses()?, variables)? else { return None };
    cursor.eat("as");
    let mut column = if cursor.at_end() { "unnest".to_owned() } else { cursor.identifier()? };
    if !cursor.at_end() {
        column = cursor.columns()?.pop()?;
    }
    cursor.finish(())?;
    Some(items.into_iter().map(|item| vec![(column.clone(), item)]).collect())
}
