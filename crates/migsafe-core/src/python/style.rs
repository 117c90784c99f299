//! What is left of a text when nobody cares how it is written.

use std::collections::HashSet;

use super::lexer::{Kind, Token, tokens};
use super::{ExprKind, StmtKind, TextPart, parse};

/// Words behind which brackets hold a value of their own.
const KEYWORDS: [&str; 18] = [
    "return", "in", "not", "and", "or", "is", "if", "else", "elif", "while", "for", "yield", "await", "lambda", "assert", "del", "raise",
    "from",
];

/// The tokens of a text as every formatter would leave them: strings by what they hold, without the commas before a closing bracket that mean nothing, the docstring
/// of the module, the annotations of its assignments and functions, and imports that nothing uses; the others sorted. Two texts with the same ones run the same.
pub(crate) fn plain_tokens(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let (mut plain, mut imports) = (Vec::with_capacity(tokens.len()), Vec::new());
    let mut rest = &tokens[..];
    let mut depth = 0_usize;
    while !rest.is_empty() {
        let end = rest.iter().position(|token| token.kind == Kind::Newline).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let blocks = line.iter().take_while(|token| matches!(token.kind, Kind::Indent | Kind::Dedent)).count();
        let (blocks, line) = line.split_at(blocks);
        for block in blocks {
            let opens = block.kind == Kind::Indent;
            depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
            plain.push(if opens { "indent" } else { "dedent" }.to_owned());
        }
        match line {
            _ if depth == 0 && (line.is_empty() || is_docstring(line)) => {}
            _ if depth == 0 && imported(line, text, &mut imports) => {}
            _ => write(&without_annotations(line, text, depth), text, &mut plain),
        }
    }
    let used: HashSet<&str> = plain.iter().map(String::as_str).collect();
    imports.retain(|(bound, _)| *bound == "*" || used.contains(bound));
    let mut imports: Vec<String> = imports.into_iter().map(|(_, import)| import).collect();
    imports.sort();
    imports.extend(plain);
    imports
}

/// Takes an import apart: what each part binds and what it says. `false` where the line is none.
fn imported<'t>(line: &[Token], text: &'t str, imports: &mut Vec<(&'t str, String)>) -> bool {
    let words: Vec<&str> = line.iter().filter(|token| token.kind != Kind::Newline).map(|token| token.span.of(text)).collect();
    let at = match words.first() {
        Some(&"import") => Some(0),
        Some(&"from") => words.iter().position(|word| *word == "import"),
        _ => None,
    };
    let Some((from, what)) = at.and_then(|at| words.split_at_checked(at)) else { return false };
    let what: Vec<&str> = what.iter().skip(1).copied().filter(|word| !matches!(*word, "(" | ")")).collect();
    for part in what.split(|word| *word == ",") {
        let bound = if part.contains(&"as") || !from.is_empty() { part.last() } else { part.first() };
        imports.extend(bound.map(|bound| (*bound, format!("{} import {}", from.concat(), part.join(" ")))));
    }
    true
}

fn is_docstring(line: &[Token]) -> bool {
    matches!(line, [token, end] if token.kind == Kind::Text && end.kind == Kind::Newline)
}

/// `name: type = value` without its type, at the module's level; `def f(…) -> type:` without its type.
fn without_annotations<'t>(line: &'t [Token], text: &str, depth: usize) -> Vec<&'t Token> {
    let word = |at: usize| line.get(at).map(|token| token.span.of(text)).unwrap_or_default();
    let last = |wanted: &str| line.iter().position(|token| token.span.of(text) == wanted);
    let (from, to) = match () {
        () if depth == 0 && word(1) == ":" && line.first().is_some_and(|token| token.kind == Kind::Name) => (Some(1), last("=")),
        () if word(0) == "def" => (last("->"), line.iter().rposition(|token| token.span.of(text) == ":")),
        () => (None, None),
    };
    match from.zip(to).filter(|(from, to)| from < to) {
        Some((from, to)) => line.iter().take(from).chain(line.iter().skip(to)).collect(),
        None => line.iter().collect(),
    }
}

fn write(line: &[&Token], text: &str, plain: &mut Vec<String>) {
    let word = |token: &Token| token.span.of(text);
    // Whether a comma before the closing bracket means nothing: not in a tuple or an index of one.
    let mut brackets: Vec<bool> = Vec::new();
    for (at, token) in line.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| line.get(at));
        let is_value = |before: &&Token| match before.kind {
            Kind::Name => !KEYWORDS.contains(&word(before)),
            _ => matches!(word(before), ")" | "]"),
        };
        let follows_value = before.is_some_and(is_value);
        let next = line.get(at + 1).map(|next| word(next)).unwrap_or_default();
        match (token.kind, word(token)) {
            (Kind::Operator, "(") => brackets.push(follows_value),
            (Kind::Operator, "[") => brackets.push(!follows_value),
            (Kind::Operator, "{") => brackets.push(true),
            (Kind::Operator, ",") if matches!(next, ")" | "]" | "}") && brackets.last() == Some(&true) => continue,
            (Kind::Operator, ")" | "]" | "}") => {
                brackets.pop();
            }
            (Kind::Newline, _) => {
                plain.push("newline".to_owned());
                continue;
            }
            (Kind::Text, literal) => {
                plain.push(held(literal).unwrap_or_else(|| literal.replace("\r\n", "\n")));
                continue;
            }
            _ => {}
        }
        plain.push(word(token).to_owned());
    }
}

/// What a plain string literal holds, marked so that it is like no other token.
fn held(literal: &str) -> Option<String> {
    let module = parse(literal);
    let [statement] = &module[..] else { return None };
    let StmtKind::Expr(expression) = &statement.kind else { return None };
    let ExprKind::Text(parts) = &expression.kind else { return None };
    match &parts[..] {
        [] => Some("'".to_owned()),
        [TextPart::Literal(text)] => Some(format!("'{}", text.value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::plain_tokens;

    #[test]
    fn a_formatter_changes_nothing() {
        let plain = "'''why'''\nfrom typing import Union\nrevision: Union[str, None] = 'a'\n\ndef upgrade() -> None:\n    op.f('x\\'y', [1, 2,], {3: 4},)\n";
        let other = "revision = \"a\"\ndef upgrade():\n  op.f(\n    \"x'y\", [1, 2], {3: 4})\n";
        assert_eq!(plain_tokens(plain), plain_tokens(other));
        for (from, to) in [
            ("'x\\'y'", "'x\\'z'"),
            ("'x\\'y'", "x"),
            ("'x\\'y'", "f'x'"),
            ("[1, 2,]", "[1]"),
            ("[1, 2,]", "(1,)"),
            ("revision:", "revision2:"),
            ("= 'a'", "= 'b'"),
            ("upgrade()", "upgrade(x)"),
            ("    op", "    if x: op"),
            ("    op", "    import x\n    op"),
        ] {
            assert_ne!(plain_tokens(&plain.replace(from, to)), plain_tokens(plain), "{from} -> {to}");
        }
    }

    #[test]
    fn imports_that_are_used_count() {
        let plain = "import b\nfrom a import (x, y as z,)\nfrom unused import u\nb.c(x, z)\n";
        assert_eq!(plain_tokens(plain), plain_tokens("from a import x\nfrom a import y as z\nimport b, other\nb.c(x, z)\n"));
        assert_ne!(plain_tokens(plain), plain_tokens(&plain.replace("from a ", "from c ")));
        assert_ne!(plain_tokens(plain), plain_tokens(&plain.replace("y as", "w as")));
        assert_ne!(plain_tokens(plain), plain_tokens(&plain.replace("from unused import u", "from unused import *")));
    }

    #[test]
    fn a_comma_that_makes_a_tuple_stays() {
        assert_ne!(plain_tokens("x = (1,)\n"), plain_tokens("x = (1)\n"));
        assert_ne!(plain_tokens("x = y[1,]\n"), plain_tokens("x = y[1]\n"));
        assert_ne!(plain_tokens("return (1,)\n"), plain_tokens("return (1)\n"));
        assert_ne!(plain_tokens("if x:\n    y()\nz()\n"), plain_tokens("if x:\n    y()\n    z()\n"));
        assert_ne!(plain_tokens("x = 'a' 'b'\n"), plain_tokens("x = 'a', 'b'\n"));
    }
}
