//! Which statements are too deep to be given to the parser.
//!
//! Chains of operators become trees as deep as the chain is long, and a deep tree overflows the stack when it is dropped, which nothing can catch. So the depth
//! is estimated from the tokens, never too low, before anything is built.

use super::lexer::{Kind, Token};

/// The deepest tree that is built. Safe with a stack of two megabytes in a build without optimisation, also for the walks over the tree.
const DEPTH: usize = 400;

/// The most tokens that are parsed; a statement of this size is data, not a change of the schema.
const TOKENS: usize = 400_000;

/// Words that join expressions or queries into a tree that grows deeper to the left, by their length.
const JOINING: [&[&str]; 10] = [
    &[],
    &[],
    &["or", "is", "in", "at", "as"],
    &["and", "not", "any", "all", "xor", "div"],
    &["like", "join", "some", "over"],
    &["ilike", "union", "minus", "rlike", "match", "pivot", "array", "prior", "cross", "apply"],
    &["isnull", "except", "regexp", "member", "within", "filter", "escape", "global"],
    &["notnull", "similar", "between", "collate", "unpivot", "explain", "analyze", "prepare", "natural"],
    &["overlaps", "operator", "interval"],
    &["intersect"],
];

/// Why the statement must not be parsed; `None` where it may be.
pub(super) fn refuses(text: &str, tokens: &[Token]) -> Option<&'static str> {
    if tokens.len() > TOKENS {
        return Some("the statement is too long to be read");
    }
    // Each token adds one level at most, and each character of one.
    if tokens.first().zip(tokens.last()).is_none_or(|(first, last)| last.span().end - first.span().start <= DEPTH) {
        return None;
    }
    // The parser takes a long run of such characters for as many operators.
    if tokens.iter().any(|token| token.kind == Kind::Operator && token.span().len() > DEPTH) {
        return Some("an operator is too long to be one");
    }
    (tokens.len() > DEPTH && depth(text, tokens) > DEPTH).then_some("the statement is nested too deeply to be read")
}

/// One pair of parentheses or brackets, or one `CASE … END`.
#[derive(Debug, Default)]
struct Level {
    case: bool,
    /// What was counted in it since the last comma, or since the last branch of the `CASE`.
    chain: usize,
}

fn depth(text: &str, tokens: &[Token]) -> usize {
    let mut levels = vec![Level::default()];
    let (mut sum, mut deepest) = (0_usize, 0_usize);
    for token in tokens {
        let step = step(text, token);
        match step {
            Step::Open { case } => {
                levels.push(Level { case, chain: 1 });
                sum += 1;
            }
            Step::Close { case } => {
                // A parenthesis closes the CASEs left open in it; an END without its CASE closes nothing.
                while levels.len() > 1 {
                    if case && levels.last().is_some_and(|level| !level.case) {
                        break;
                    }
                    let closed = levels.pop().unwrap_or_default();
                    sum -= closed.chain;
                    if closed.case == case {
                        // What follows may hang on what was closed: `(…)(…)[1][2]`.
                        bump(&mut levels, &mut sum);
                        break;
                    }
                }
            }
            Step::Comma => reset(&mut levels, &mut sum),
            Step::Branch => {
                if levels.last().is_some_and(|level| level.case) {
                    reset(&mut levels, &mut sum);
                }
            }
            Step::Join => bump(&mut levels, &mut sum),
            Step::Nothing => {}
        }
        deepest = deepest.max(sum);
    }
    deepest
}

fn bump(levels: &mut [Level], sum: &mut usize) {
    if let Some(level) = levels.last_mut() {
        level.chain += 1;
        *sum += 1;
    }
}

fn reset(levels: &mut [Level], sum: &mut usize) {
    if let Some(level) = levels.last_mut() {
        *sum -= level.chain;
        level.chain = 0;
    }
}

enum Step {
    Open { case: bool },
    Close { case: bool },
    Comma,
    Branch,
    Join,
    Nothing,
}

fn step(text: &str, token: &Token) -> Step {
    match token.kind {
        Kind::Symbol(b'(' | b'[') => Step::Open { case: false },
        Kind::Symbol(b')' | b']') => Step::Close { case: false },
        Kind::Symbol(b',') => Step::Comma,
        Kind::Symbol(b':') | Kind::Operator => Step::Join,
        Kind::Word => {
            let word = token.span().of(text);
            let is = |wanted: &&str| word.eq_ignore_ascii_case(wanted);
            if is(&"case") {
                Step::Open { case: true }
            } else if is(&"end") {
                Step::Close { case: true }
            } else if ["when", "then", "else"].iter().any(is) {
                Step::Branch
            } else if JOINING.get(word.len()).is_some_and(|words| words.iter().any(is)) {
                Step::Join
            } else {
                Step::Nothing
            }
        }
        _ => Step::Nothing,
    }
}
