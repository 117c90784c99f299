//! Reading a statement's tokens in order, with the database's rules for names.

use super::lexer::{Kind, Token};
use super::lower;
use super::value::{as_written, identifier, string_value};
use crate::name::QualifiedName;
use crate::source::Dialect;
use crate::span::Span;

/// A place in a statement's tokens. Copying it is how a reader tries something and goes back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    dialect: Dialect,
}

impl<'a> Cursor<'a> {
    /// Begins at the first of `tokens`, which lie in `text`.
    pub(super) const fn new(text: &'a str, tokens: &'a [Token], dialect: Dialect) -> Self {
        Self { text, tokens, at: 0, dialect }
    }

    /// Whose SQL it is.
    pub(super) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The whole text in which the tokens lie.
    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    /// The token `ahead` places behind the next one.
    pub(super) fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// A token's own text.
    pub(super) fn of(&self, token: Token) -> &'a str {
        self.text.get(token.span().start..token.span().end).unwrap_or_default()
    }

    /// The next token's text.
    pub(super) fn peek_text(&self) -> &'a str {
        self.peek().map_or("", |token| self.of(token))
    }

    /// Whether the next words are these, in small letters and separated by single spaces.
    pub(super) fn sees(&self, words: &str) -> bool {
        self.length_of(words).is_some()
    }

    /// How many tokens these words take, where they are next.
    fn length_of(&self, words: &str) -> Option<usize> {
        if words.bytes().next() != self.first_letter() {
            return None;
        }
        let (mut rest, mut length) = (words, 0);
        loop {
            // The words are short: looking byte by byte is faster here than `split`.
            let end = rest.bytes().position(|byte| byte == b' ');
            let word = rest.get(..end.unwrap_or(rest.len()))?;
            let token = self.peek_at(length).filter(|token| token.kind == Kind::Word)?;
            if !self.of(token).eq_ignore_ascii_case(word) {
                return None;
            }
            length += 1;
            match end {
                Some(end) => rest = rest.get(end + 1..)?,
                None => return Some(length),
            }
        }
    }

    /// The small letter that the next token begins with: of the many words that are asked for in turn, few share it.
    fn first_letter(&self) -> Option<u8> {
        let token = self.tokens.get(self.at)?;
        self.text.as_bytes().get(token.span().start).map(u8::to_ascii_lowercase)
    }

    /// Takes the next words where they are these.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let length = self.length_of(words);
        self.at += length.unwrap_or_default();
        length.is_some()
    }

    /// Takes the next words or gives up.
    pub(super) fn expect(&mut self, words: &str) -> Option<()> {
        self.eat(words).then_some(())
    }

    /// Takes the first of these that is next, and says which.
    pub(super) fn eat_any(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        let first = self.first_letter();
        choices.iter().copied().find(|words| words.bytes().next() == first && self.eat(words))
    }

    /// Whether the next token is this symbol.
    pub(super) fn sees_symbol(&self, symbol: u8) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Symbol(symbol))
    }

    /// Takes this symbol where it is next.
    pub(super) fn eat_symbol(&mut self, symbol: u8) -> bool {
        let seen = self.sees_symbol(symbol);
        self.at += usize::from(seen);
        seen
    }

    /// Takes this operator where it is next.
    pub(super) fn eat_operator(&mut self, operator: &str) -> bool {
        let seen = self.peek().is_some_and(|token| token.kind == Kind::Operator && self.of(token) == operator);
        self.at += usize::from(seen);
        seen
    }

    /// Takes `IF EXISTS`.
    pub(super) fn if_exists(&mut self) -> bool {
        self.eat("if exists")
    }

    /// Takes `IF NOT EXISTS`.
    pub(super) fn if_not_exists(&mut self) -> bool {
        self.eat("if not exists")
    }

    /// Takes one identifier, folded.
    pub(super) fn identifier(&mut self) -> Option<String> {
        let token = self.peek()?;
        let name = match self.dialect {
            Dialect::PostgreSql => lower::truncated(identifier(self.of(token), token.kind)?),
            _ => as_written(self.of(token), token.kind)?,
        };
        self.at += 1;
        Some(name)
    }

    /// Takes a name with or without its schema; of a longer one the last two parts count.
    pub(super) fn name(&mut self) -> Option<QualifiedName> {
        let mut name = QualifiedName::bare(self.identifier()?);
        while self.sees_symbol(b'.') {
            self.at += 1;
            name = QualifiedName::new(name.name, self.identifier()?);
        }
        Some(name)
    }

    /// Takes the name of a relation, and whether `ONLY` stands before it.
    pub(super) fn relation_under_only(&mut self) -> Option<(QualifiedName, bool)> {
        let only = self.sees("only");
        Some((self.relation()?, only))
    }

    /// Takes names separated by commas, each also with `ONLY` before and `*` behind it.
    pub(super) fn names(&mut self) -> Option<Vec<QualifiedName>> {
        let mut names = vec![self.relation()?];
        while self.eat_symbol(b',') {
            names.push(self.relation()?);
        }
        Some(names)
    }

    /// Takes the name of a relation, also with `ONLY` before and `*` behind it.
    pub(super) fn relation(&mut self) -> Option<QualifiedName> {
        let parenthesis = self.eat("only") && self.eat_symbol(b'(');
        let name = self.name()?;
        if parenthesis && !self.eat_symbol(b')') {
            return None;
        }
        self.eat_operator("*");
        Some(name)
    }

    /// Takes `(a, b)`: plain identifiers only.
    pub(super) fn columns(&mut self) -> Option<Vec<String>> {
        if !self.eat_symbol(b'(') {
            return None;
        }
        let mut columns = vec![self.identifier()?];
        while self.eat_symbol(b',') {
            columns.push(self.identifier()?);
        }
        self.eat_symbol(b')').then_some(columns)
    }

    /// Takes a string constant and gives its value.
    pub(super) fn string(&mut self) -> Option<String> {
        let token = self.peek()?;
        let value = string_value(self.of(token), token.kind)?;
        self.at += 1;
        Some(value)
    }

    /// Takes the inside of the parentheses that open next: a cursor over it. `None` where none open or they never close.
    pub(super) fn parentheses(&mut self) -> Option<Cursor<'a>> {
        self.enclosed(b'(')
    }

    /// The same with brackets.
    pub(super) fn brackets(&mut self) -> Option<Cursor<'a>> {
        self.enclosed(b'[')
    }

    fn enclosed(&mut self, opener: u8) -> Option<Cursor<'a>> {
        if !self.sees_symbol(opener) {
            return None;
        }
        let inside = self.at + 1;
        let mut ahead = *self;
        if !ahead.skip_balanced() {
            return None;
        }
        self.at = ahead.at;
        Some(self.part(inside, ahead.at.saturating_sub(1)))
    }

    /// Takes one token, or everything up to the closing parenthesis or bracket where one opens. Whether it closed.
    pub(super) fn skip_balanced(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token.kind {
                Kind::Symbol(b'(' | b'[') => depth += 1,
                Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }

    /// Takes everything before the first of these words (single or several, outside parentheses), a comma where asked, or the end: a cursor over it.
    pub(super) fn until(&mut self, words: &[&str], comma: bool) -> Cursor<'a> {
        self.until_where(|cursor| words.iter().any(|stop| cursor.sees(stop)) || comma && cursor.sees_symbol(b','))
    }

    /// Takes everything before a comma or the first word of any of these lists, outside parentheses: a cursor over it.
    pub(super) fn until_any(&mut self, lists: &[&[&str]]) -> Cursor<'a> {
        self.until_where(|cursor| {
            let first = cursor.first_letter();
            let stops = |stop: &&str| stop.bytes().next() == first && cursor.sees(stop);
            cursor.sees_symbol(b',') || lists.iter().any(|words| words.iter().any(stops))
        })
    }

    fn until_where(&mut self, stops: impl Fn(&Self) -> bool) -> Cursor<'a> {
        let start = self.at;
        while !(self.at_end() || stops(self)) {
            self.skip_balanced();
        }
        self.part(start, self.at)
    }

    /// Takes everything before this operator, and the operator: a cursor over the first.
    pub(super) fn until_operator(&mut self, operator: &str) -> Cursor<'a> {
        let start = self.at;
        while !self.at_end() && !self.peek().is_some_and(|token| token.kind == Kind::Operator && self.of(token) == operator) {
            self.skip_balanced();
        }
        let before = self.part(start, self.at);
        self.eat_operator(operator);
        before
    }

    /// Takes everything before a default value, `DEFAULT …` or `= …`, and the default too: a cursor over the first.
    pub(super) fn until_default(&mut self) -> Self {
        let before = self.until(&["default"], false);
        self.rest();
        let mut left = before;
        left.until_operator("=")
    }

    /// Takes everything before a value, `DEFAULT …`, `:= …` or `= …`, and what introduces it: a cursor over the first.
    pub(super) fn until_value(&mut self) -> Self {
        let is_sign = |cursor: &Self| {
            cursor.sees("default")
                || cursor.peek().is_some_and(|token| token.kind == Kind::Operator) && [":=", "="].contains(&cursor.peek_text())
        };
        let before = self.until_where(is_sign);
        self.next();
        before
    }

    /// The tokens from `start` up to `end`. Those before stay, so that nothing at all still has its place.
    fn part(&self, start: usize, end: usize) -> Self {
        Self { tokens: self.tokens.get(..end).unwrap_or_default(), at: start, ..*self }
    }

    /// What lies between this place and `ahead`, a copy of it that went on: a cursor over it.
    pub(super) fn before(&self, ahead: &Self) -> Self {
        self.part(self.at, ahead.at)
    }

    /// Takes everything up to where `ahead`, a copy of this cursor, has come: its text.
    pub(super) fn up_to(&mut self, ahead: &Self) -> &'a str {
        let part = self.before(ahead);
        self.at = ahead.at.max(self.at);
        part.remaining_text()
    }

    /// Everything that is left, as a cursor; this one is then at its end.
    pub(super) fn rest(&mut self) -> Cursor<'a> {
        self.until(&[], false)
    }

    /// The parts of what is left, cut at the commas outside parentheses.
    pub(super) fn comma_parts(mut self) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        while !self.at_end() {
            parts.push(self.until(&[], true));
            self.eat_symbol(b',');
        }
        parts
    }

    /// From the next to the last token; empty at the end.
    pub(super) fn span(&self) -> Span {
        match (self.peek(), self.tokens.last()) {
            (Some(first), Some(last)) => first.span().join(last.span()),
            (None, Some(last)) => Span::new(last.span().end, last.span().end),
            _ => Span::default(),
        }
    }

    /// The text from the next to the last token.
    pub(super) fn remaining_text(&self) -> &'a str {
        let span = self.span();
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The same without the marks of comments that are run.
    pub(super) fn plain_text(&self) -> std::borrow::Cow<'a, str> {
        let text = self.remaining_text();
        if self.dialect == Dialect::MySql && (text.contains("/*!") || text.contains("/*M!")) {
            let tokens: Vec<&str> = self.remaining().iter().map(|token| self.of(*token)).collect();
            return tokens.join(" ").into();
        }
        text.into()
    }

    /// The same from its first token on.
    pub(super) const fn whole(&self) -> Self {
        Self { at: 0, ..*self }
    }

    /// Where the token taken last stands.
    pub(super) fn last_span(&self) -> Span {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or_else(|| self.span(), Token::span)
    }

    /// Every token that is left.
    pub(super) fn remaining(&self) -> &'a [Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// Whether these words stand somewhere in what is left, also within parentheses.
    pub(super) fn holds(&self, words: &str) -> bool {
        let mut ahead = *self;
        while !ahead.at_end() {
            if ahead.sees(words) {
                return true;
            }
            ahead.at += 1;
        }
        false
    }

    /// Takes `CASCADE` or `RESTRICT`; whether it was `CASCADE`.
    pub(super) fn cascade(&mut self) -> bool {
        let cascade = self.eat("cascade");
        if !cascade {
            self.eat("restrict");
        }
        cascade
    }

    /// `value` where nothing is left; a reader that leaves something did not read its statement.
    pub(super) fn finish<T>(&self, value: T) -> Option<T> {
        self.at_end().then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::Lexer;

    fn with<T>(text: &str, read: impl FnOnce(Cursor<'_>) -> T) -> T {
        let tokens: Vec<_> = Lexer::new(text, Span::new(0, text.len()), Dialect::PostgreSql).collect();
        read(Cursor::new(text, &tokens, Dialect::PostgreSql))
    }

    #[test]
    fn names_are_folded_as_the_catalog_holds_them() {
        assert_eq!(with("Public.\"My \"\"Table\"", |mut cursor| cursor.name()), Some(QualifiedName::new("public", "My \"Table")));
        assert_eq!(with("U&\"d\\0061t\\+000061\"", |mut cursor| cursor.name()), Some(QualifiedName::bare("data")));
        assert_eq!(with(&"é".repeat(40), |mut cursor| cursor.name()), Some(QualifiedName::bare("é".repeat(31))));
        assert_eq!(with("db.s.t", |mut cursor| cursor.name()), Some(QualifiedName::new("s", "t")));
    }

    #[test]
    fn strings_have_the_value_that_postgresql_gives_them() {
        assert_eq!(with("'it''s'", |mut cursor| cursor.string()).as_deref(), Some("it's"));
        assert_eq!(with("E'a\\'b'", |mut cursor| cursor.string()).as_deref(), Some("a'b"));
        assert_eq!(with("$x$a$b$x$", |mut cursor| cursor.string()).as_deref(), Some("a$b"));
    }

    #[test]
    fn parentheses_that_never_close_are_none() {
        assert!(with("(a, (b)", |mut cursor| cursor.parentheses().is_none()));
        assert_eq!(with("(a, (b)) c", |mut cursor| cursor.parentheses().map(|inside| inside.comma_parts().len())), Some(2));
    }
}
