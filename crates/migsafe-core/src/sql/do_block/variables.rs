//! What is known of the variables of a block: texts that stand in the block itself, and nothing that a server would have to be asked for.

use std::collections::{HashMap, HashSet};

use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;

/// Of so many variables something is known; of those behind them nothing.
const VARIABLES: usize = 64;

/// A value that is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// A text.
    Text(String),
    /// An array of texts.
    List(Vec<String>),
    /// A row, by the names of its columns.
    Row(Vec<(String, String)>),
}

/// The variables at one place of a block.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    known: HashMap<String, Known>,
}

impl Variables {
    /// What a variable holds here.
    pub(super) fn get(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// Gives it a value, or takes away what was known of it.
    pub(super) fn set(&mut self, name: &str, value: Option<Known>) {
        match value {
            Some(value) if self.known.len() < VARIABLES || self.known.contains_key(name) => {
                self.known.insert(name.to_owned(), value);
            }
            _ => {
                self.known.remove(name);
            }
        }
    }

    /// Nothing is known any more of those.
    pub(super) fn forget(&mut self, names: &HashSet<String>) {
        self.known.retain(|name, _| !names.contains(name));
    }

    /// Behind a branch only that is known which is so on either way.
    pub(super) fn meet(&mut self, other: &Self) {
        self.known.retain(|name, value| other.known.get(name) == Some(value));
    }
}

/// Where the variables of a block are written to, anywhere in its text.
#[derive(Debug, Default)]
pub(super) struct Writes {
    /// By `:=` or `=`.
    pub(super) assigned: HashSet<String>,
    /// The same within a loop: what the loop finds there may come from the time before.
    pub(super) in_loops: HashSet<String>,
    /// In other ways, as by `INTO`, or declared more than once: of these nothing is ever known.
    pub(super) elsewhere: HashSet<String>,
    /// Whether the block may be left, or a loop or one round of it, before its end.
    pub(super) leaves: bool,
    declared: HashSet<String>,
    loop_variables: HashSet<String>,
}

impl Writes {
    /// Whether the block writes to a variable, or declares one of that name itself.
    pub(super) fn touch(&self, name: &str) -> bool {
        [&self.assigned, &self.in_loops, &self.elsewhere, &self.declared, &self.loop_variables].iter().any(|names| names.contains(name))
    }

    /// Looks through a block's whole text.
    pub(super) fn of(mut cursor: Cursor<'_>) -> Self {
        let mut writes = Self::default();
        let mut loops = 0_usize;
        let mut begins_statement = true;
        let mut before = "";
        while let Some(token) = cursor.peek() {
            let word = cursor.peek_text();
            writes.leaves |= ["return", "exit", "continue"].iter().any(|leave| cursor.sees(leave));
            if cursor.sees("loop") {
                loops = if before.eq_ignore_ascii_case("end") { loops.saturating_sub(1) } else { loops + 1 };
            }
            match cursor.eat_any(&["into", "diagnostics", "for", "foreach", "call", "fetch", "declare"]) {
                Some("into") if !["insert", "merge"].iter().any(|verb| before.eq_ignore_ascii_case(verb)) => {
                    cursor.eat("strict");
                    writes.elsewhere.extend(targets(cursor));
                }
                // A loop's own variable is seen to where the loop is walked through.
                Some("for" | "foreach") => writes.loop_variables.extend(targets(cursor)),
                Some("diagnostics" | "call" | "fetch") => {
                    let mut ahead = cursor;
                    while !ahead.at_end() && !ahead.sees_symbol(b';') {
                        match ahead.identifier() {
                            Some(name) => drop(writes.elsewhere.insert(name)),
                            None => drop(ahead.next()),
                        }
                    }
                }
                Some("declare") => writes.declared(cursor),
                Some(_) => {}
                None => {
                    writes.assignment(cursor, begins_statement, loops > 0);
                    cursor.next();
                }
            }
            begins_statement = token.kind == Kind::Symbol(b';')
                || ["then", "else", "loop", "begin"].iter().any(|opener| word.eq_ignore_ascii_case(opener))
                || word == ">>";
            before = word;
        }
        writes.elsewhere.extend(writes.assigned.intersection(&writes.loop_variables).cloned());
        writes
    }

    fn assignment(&mut self, mut cursor: Cursor<'_>, begins_statement: bool, in_loop: bool) {
        let Some(name) = cursor.identifier() else { return };
        skip_parts(&mut cursor);
        if cursor.eat_operator(":=") || begins_statement && cursor.eat_operator("=") {
            if in_loop {
                self.in_loops.insert(name.clone());
            }
            self.assigned.insert(name);
        }
    }

    /// The names behind a `DECLARE`: two of one name are two variables.
    fn declared(&mut self, mut cursor: Cursor<'_>) {
        while !cursor.at_end() && !cursor.sees("begin") {
            if let Some(name) = cursor.identifier()
                && !self.declared.insert(name.clone())
            {
                self.elsewhere.insert(name);
            }
            while !cursor.at_end() && !cursor.eat_symbol(b';') {
                cursor.next();
            }
        }
    }
}

/// The variables that are written to, separated by commas.
pub(super) fn targets(mut cursor: Cursor<'_>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(name) = cursor.identifier() {
        names.push(name);
        skip_parts(&mut cursor);
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    names
}

/// Passes over fields and elements of a variable; whether there were any.
pub(super) fn skip_parts(cursor: &mut Cursor<'_>) -> bool {
    let mut any = false;
    while cursor.sees_symbol(b'.') || cursor.sees_symbol(b'[') {
        any = true;
        if cursor.eat_symbol(b'.') {
            cursor.identifier();
        } else {
            cursor.skip_balanced();
        }
    }
    any
}
