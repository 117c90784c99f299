//! String literals, with what stands between the braces of f-strings.

use super::{Parser, parse_inner};
use crate::python::lexer::Kind;
use crate::python::scan::braces;
use crate::python::string::{Opening, Text, decode, opening};
use crate::python::tree::{Expr, ExprKind, TextPart};
use crate::span::Span;

impl Parser<'_> {
    /// One literal, or several side by side.
    pub(super) fn text(&mut self) -> Option<Expr> {
        let start = self.start();
        let mut parts = Vec::new();
        let mut bytes = false;
        while let Some(token) = self.peek().filter(|token| token.kind == Kind::Text) {
            self.at += 1;
            let opening = opening(token.span.of(self.text))?;
            bytes |= opening.bytes;
            let body = Span::new(token.span.start + opening.length, token.span.end.checked_sub(opening.closing())?);
            if opening.format {
                self.formatted(body, opening, &mut parts)?;
            } else {
                parts.push(TextPart::Literal(decode(body.of(self.text), body.start, opening.raw)));
            }
        }
        self.node(start, if bytes { ExprKind::Bytes } else { ExprKind::Text(join(parts)) })
    }

    fn formatted(&mut self, body: Span, opening: Opening, parts: &mut Vec<TextPart>) -> Option<()> {
        let text = body.of(self.text);
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let next = rest.find(['{', '}']).unwrap_or(rest.len());
            if next > 0 {
                parts.push(TextPart::Literal(decode(rest.get(..next)?, body.start + at, opening.raw)));
                at += next;
                continue;
            }
            if rest.starts_with("{{") || rest.starts_with("}}") {
                let mut brace = Text::default();
                brace.push_verbatim(rest.get(..1)?, body.start + at);
                parts.push(TextPart::Literal(brace));
                at += 2;
                continue;
            }
            let (value, length) = self.replacement(rest, body.start + at)?;
            parts.push(value);
            at += length;
        }
        Some(())
    }

    /// `{value!r:format}` at the start of `rest`.
    fn replacement(&mut self, rest: &str, at: usize) -> Option<(TextPart, usize)> {
        let braces = braces(rest)?;
        let end = braces.value.unwrap_or(braces.length.checked_sub(1)?);
        let value = parse_inner(self.text, Span::new(at + 1, at + end), self.nesting)?;
        Some((TextPart::Value(value, braces.value.is_some()), braces.length))
    }
}

/// Joins literals that stand side by side.
fn join(parts: Vec<TextPart>) -> Vec<TextPart> {
    let mut joined: Vec<TextPart> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(TextPart::Literal(before)), TextPart::Literal(text)) => before.push(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}
