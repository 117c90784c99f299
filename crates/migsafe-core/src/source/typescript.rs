//! The language of Drizzle's files as far as a file of table definitions uses it: words, texts, and which bracket closes which. Nothing is run.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// A text's content without its quotes, as it stands there.
    pub(super) text: &'t str,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// Which token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// `'…'` or `"…"`.
    Text,
    /// A template, whatever stands in it.
    Template,
    /// One character of anything else.
    Sign,
}

/// The tokens of a file, without the arguments of generic types.
#[derive(Debug, Default)]
pub(super) struct Source<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// For each opening bracket, the place of the one that closes it; of any other token its own.
    closing: Vec<usize>,
}

impl<'t> Source<'t> {
    /// Reads a text. Never fails: a bracket that nothing closes runs to the end.
    pub(super) fn new(text: &'t str) -> Self {
        let tokens = without_type_arguments(&scan(text));
        let mut closing: Vec<usize> = (0..tokens.len()).collect();
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind != Kind::Sign {
                continue;
            }
            match token.text {
                "(" | "[" | "{" => open.push(at),
                ")" | "]" | "}" => {
                    if let Some(place) = open.pop().and_then(|start| closing.get_mut(start)) {
                        *place = at;
                    }
                }
                _ => {}
            }
        }
        for start in open {
            if let Some(place) = closing.get_mut(start) {
                *place = tokens.len();
            }
        }
        Self { tokens, closing }
    }

    /// The token's text; empty beyond the end.
    pub(super) fn text(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// Whether the sign stands there.
    pub(super) fn is(&self, at: usize, sign: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Sign && token.text == sign)
    }

    /// The word that stands there.
    pub(super) fn word(&self, at: usize) -> Option<&'t str> {
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.text)
    }

    /// The text that stands there.
    pub(super) fn quoted(&self, at: usize) -> Option<&'t str> {
        self.tokens.get(at).filter(|token| token.kind == Kind::Text).map(|token| token.text)
    }

    /// The line of a token.
    pub(super) fn line(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(1, |token| token.line)
    }

    /// The place of the bracket that closes the one there.
    pub(super) fn closing(&self, at: usize) -> usize {
        self.closing.get(at).copied().unwrap_or(at)
    }

    /// What stands between the brackets that open there, cut on its commas.
    pub(super) fn parts(&self, open: usize) -> Vec<Range> {
        let end = self.closing(open);
        let mut parts = Vec::new();
        let (mut at, mut start) = (open + 1, open + 1);
        while at < end {
            if self.is(at, ",") {
                parts.push(Range { start, end: at });
                start = at + 1;
            }
            at = self.closing(at).max(at) + 1;
        }
        if start < end {
            parts.push(Range { start, end });
        }
        parts.retain(|part| part.start < part.end);
        parts
    }
}

/// Some tokens in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
}

fn scan(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let regular = character == '/' && tokens.last().is_none_or(|last| last.kind == Kind::Sign && "(,=:[!&|?{;".contains(last.text));
        let (kind, length) = match character {
            _ if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '\'' | '"' => (Some(Kind::Text), quoted(rest, character)),
            '`' => (Some(Kind::Template), template(rest)),
            '/' if regular => (Some(Kind::Template), quoted(rest, '/')),
            _ if is_word(character) => (Some(Kind::Word), rest.find(|other| !is_word(other)).unwrap_or(rest.len())),
            _ if character.is_whitespace() => (None, character.len_utf8()),
            _ => (Some(Kind::Sign), character.len_utf8()),
        };
        let whole = rest.get(..length).unwrap_or(rest);
        if let Some(kind) = kind {
            let inner = if kind == Kind::Text { whole.get(1..whole.len() - 1).unwrap_or_default() } else { whole };
            tokens.push(Token { kind, text: inner, line });
        }
        line += whole.matches('\n').count();
        at += whole.len().max(1);
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// How long a text in such quotes is, both included; it ends with its line at the latest.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// How long a template is, with those within its `${…}`.
fn template(text: &str) -> usize {
    let mut escaped = false;
    // The brackets that are open within each `${`; the template itself is outside of them.
    let mut open: Vec<usize> = Vec::new();
    let mut before = ' ';
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' if open.is_empty() => return at + 1,
            '{' if before == '$' && open.is_empty() => open.push(0),
            '{' => {
                if let Some(depth) = open.last_mut() {
                    *depth += 1;
                }
            }
            '}' => match open.last_mut() {
                Some(0) => {
                    open.pop();
                }
                Some(depth) => *depth -= 1,
                None => {}
            },
            _ => {}
        }
        before = character;
    }
    text.len()
}

/// So many tokens belong to the arguments of a type at most.
const LONGEST_TYPE: usize = 400;

/// `a<B, C>(…)` without `<B, C>`: its commas and brackets are none of the values'.
fn without_type_arguments<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let follows_word = kept.last().is_some_and(|last: &Token<'_>| last.kind == Kind::Word);
        if follows_word
            && token.text == "<"
            && token.kind == Kind::Sign
            && let Some(length) = type_arguments(tokens.get(at..).unwrap_or_default())
        {
            at += length;
            continue;
        }
        kept.push(*token);
        at += 1;
    }
    kept
}

/// How many tokens the arguments of a type take; nothing where it is a comparison.
fn type_arguments(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = "";
    for (at, token) in tokens.iter().take(LONGEST_TYPE).enumerate() {
        if token.kind == Kind::Sign {
            match token.text {
                "<" => depth += 1,
                "&" if before == "&" => return None,
                ">" if before == "=" => {}
                ">" => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return tokens.get(at + 1).is_some_and(|next| next.text == "(" && next.kind == Kind::Sign).then_some(at + 1);
            }
        }
        before = token.text;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Source::new(text).tokens.iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        assert_eq!(words("a/* x */ // y\n('b,' ,\"c\")"), "a ( b, , c )");
        assert_eq!(words("json('x').$type<Record<string, (a: B) => C[]>>().notNull()"), "json ( x ) . $type ( ) . notNull ( )");
        assert_eq!(words("if (a < b && c > (d)) {}"), "if ( a < b & & c > ( d ) ) { }");
        assert_eq!(words("x = /['\"]/g, `a${b ? `c` : \"}\"}`"), "x = /['\"]/ g , `a${b ? `c` : \"}\"}`");
    }

    #[test]
    fn parts_stand_between_commas() {
        let source = Source::new("f(a, { b: 1, c: [2, 3] }, (t) => g(t, 4),)");
        let texts: Vec<String> = source.parts(1).iter().map(|part| (part.start..part.end).map(|at| source.text(at)).collect()).collect();
        assert_eq!(texts, ["a", "{b:1,c:[2,3]}", "(t)=>g(t,4)"]);
    }

    #[test]
    fn any_text_has_tokens() {
        for text in ["", "'", "`${", "`\\", "(((", ")]}", "a<", "a<b>", "/", "/*", "'a\nb'", "\u{1F600}", "f({,,})", "x<<<<<<"] {
            let source = Source::new(text);
            for at in 0..source.tokens.len() {
                source.parts(at);
            }
        }
    }
}
