//! The parser over a text, and the words of the databases that it does not know, put into those that it does.

use sqlparser::dialect::{self, Dialect as Known};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

use crate::name::is_reserved;
use crate::source::Dialect;

/// A parser over the text. MySQL and SQLite keep names as they are written, quoted or not, so that theirs are all given as quoted.
pub(in crate::sql) fn parser(text: &str, dialect: Dialect) -> Result<Parser<'static>, ParserError> {
    let known: &'static dyn Known = match dialect {
        Dialect::MySql => &dialect::MySqlDialect {},
        Dialect::Sqlite => &dialect::SQLiteDialect {},
        Dialect::PostgreSql | Dialect::Other => &dialect::PostgreSqlDialect {},
    };
    let is_postgres = matches!(dialect, Dialect::PostgreSql | Dialect::Other);
    let is_plain =
        || !(holds(text, VARIADIC) || holds(text, IS_NULL) || text.contains(EXPANDED) || text.contains('$') && holds(text, "geo"));
    if is_postgres && is_plain() {
        return Parser::new(known).try_with_sql(text);
    }
    let mut tokens = Tokenizer::new(known, text).tokenize_with_location()?;
    match dialect {
        Dialect::PostgreSql | Dialect::Other => {
            tokens.retain(|token| !is_word(&token.token, VARIADIC));
            replace(&mut tokens, test_for_null);
            let places: Vec<usize> = (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(|it| !is_space(&it.token))).collect();
            fill_modifiers(&mut tokens, &places);
            drop_expansions(&mut tokens, &places);
        }
        Dialect::Sqlite => {
            replace(&mut tokens, |before, ahead| test_for_null(before, ahead).or_else(|| comparison(ahead)));
            quote_names(&mut tokens);
        }
        Dialect::MySql => quote_names(&mut tokens),
    }
    Ok(Parser::new(known).with_tokens_with_locations(tokens))
}

fn quote_names(tokens: &mut [TokenWithSpan]) {
    for token in tokens {
        if let Token::Word(word) = &mut token.token
            && word.keyword == Keyword::NoKeyword
        {
            word.quote_style.get_or_insert('`');
        }
    }
}

/// The parser does not know `f(VARIADIC a)`. The word says how the arguments are passed, and nothing of what is called or read.
const VARIADIC: &str = "variadic";

/// The parser takes `a ISNULL` for an `a` of that name (`NOTNULL` it knows).
const IS_NULL: &str = "isnull";

/// The parser knows a row's `(a).b`, and no `(a).*`. Which columns come of it says nothing of what is called or read.
const EXPANDED: &str = ").*";

fn drop_expansions(tokens: &mut Vec<TokenWithSpan>, places: &[usize]) {
    let is = |place: Option<&usize>, wanted: &Token| place.and_then(|at| tokens.get(*at)).is_some_and(|it| it.token == *wanted);
    let behind = |at: &usize| {
        let [row, point, star] = [0, 1, 2].map(|ahead| places.get(at + ahead));
        is(row, &Token::RParen) && is(point, &Token::Period) && is(star, &Token::Mul)
    };
    let ends: Vec<(usize, usize)> =
        (0..places.len()).filter(behind).filter_map(|at| Some((*places.get(at + 1)?, *places.get(at + 2)?))).collect();
    for (point, star) in ends.into_iter().rev() {
        tokens.drain(point..=star);
    }
}

/// A parameter in the place of a type's modifier, `geometry(Point, $1)`: a driver that fills in parameters itself sends a number.
fn fill_modifiers(tokens: &mut [TokenWithSpan], places: &[usize]) {
    let types = ["geometry", "geography"];
    for (at, place) in places.iter().enumerate() {
        let token = |back: usize| at.checked_sub(back).and_then(|at| places.get(at)).and_then(|at| tokens.get(*at)).map(|it| &it.token);
        let is_type = |token: Option<&Token>| types.iter().any(|name| token.is_some_and(|token| is_word(token, name)));
        let is_modifier = matches!(token(0), Some(Token::Placeholder(_)))
            && (token(1) == Some(&Token::LParen) && is_type(token(2))
                || token(1) == Some(&Token::Comma) && token(3) == Some(&Token::LParen) && is_type(token(4)));
        if is_modifier && let Some(parameter) = tokens.get_mut(*place) {
            parameter.token = Token::Number("0".to_owned(), false);
        }
    }
}

fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_word(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(wanted))
}

/// Words in the place of others: how many tokens they stand for, and what is put there.
type Replacement = (usize, &'static [&'static str]);

/// Puts other words in the place of those for which `other` gives any. It is asked with the token before, and with the next three: all without white space.
fn replace(tokens: &mut Vec<TokenWithSpan>, other: impl Fn(&Token, [&Token; 3]) -> Option<Replacement>) {
    let places: Vec<usize> = (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(|it| !is_space(&it.token))).collect();
    let token = |place: Option<&usize>| place.and_then(|at| tokens.get(*at)).map_or(&Token::EOF, |it| &it.token);
    let mut changes = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let before = token(at.checked_sub(1).and_then(|at| places.get(at)));
        if let Some((length, words)) = other(before, [0, 1, 2].map(|ahead| token(places.get(at + ahead)))) {
            let last = places.get(at + length - 1).unwrap_or(place);
            changes.push((*place, *last, words));
        }
    }
    for (first, last, words) in changes.into_iter().rev() {
        let Some(span) = tokens.get(first).map(|token| token.span) else { continue };
        let spaced = words.iter().flat_map(|word| [Token::make_keyword(word), Token::Whitespace(Whitespace::Space)]);
        tokens.splice(first..=last, spaced.map(|token| TokenWithSpan::new(token, span)));
    }
}

fn is_space(token: &Token) -> bool {
    matches!(token, Token::Whitespace(_))
}

/// `a ISNULL`, behind what may end an operand: `IS NULL`. Before a parenthesis, or where an operand or a name has yet to come, it is a function, a type or a label of that name.
/// Sources: PostgreSQL docs, 9.2 *Comparison Functions and Operators*, and appendix C, where it is a word that can name a function or type alone; SQLite docs, *SQL Language Expressions*.
fn test_for_null(before: &Token, [word, next, _]: [&Token; 3]) -> Option<Replacement> {
    const VALUES: [&str; 8] = ["null", "true", "false", "end", "user", "current_date", "current_timestamp", "current_user"];
    let ends_operand = match before {
        Token::Word(word) if word.quote_style.is_none() => {
            let word = word.value.to_ascii_lowercase();
            !is_reserved(&word) || VALUES.contains(&word.as_str())
        }
        Token::Word(_) | Token::Number(..) | Token::Placeholder(_) | Token::RParen | Token::RBracket => true,
        Token::SingleQuotedString(_) | Token::EscapedStringLiteral(_) | Token::DollarQuotedString(_) => true,
        _ => false,
    };
    (is_word(word, IS_NULL) && ends_operand && *next != Token::LParen).then_some((1, &["IS", "NULL"]))
}

/// SQLite's `a IS b` and `a IS NOT b` of any two values: equal and unequal, for which NULL is a value like another (SQLite docs, *SQL Language Expressions*).
fn comparison([word, next, after]: [&Token; 3]) -> Option<Replacement> {
    const KNOWN: [&str; 5] = ["null", "true", "false", "unknown", "distinct"];
    let is_known = |token: &Token| *token == Token::EOF || KNOWN.iter().any(|word| is_word(token, word));
    if !is_word(word, "is") {
        return None;
    }
    match is_word(next, "not") {
        true if is_known(after) => None,
        true => Some((2, &["IS", "DISTINCT", "FROM"])),
        false if is_known(next) => None,
        false => Some((1, &["IS", "NOT", "DISTINCT", "FROM"])),
    }
}
