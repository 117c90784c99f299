use super::*;

fn lex(text: &str) -> Vec<(Kind, &str)> {
    lex_as(text, Dialect::PostgreSql)
}

fn lex_as(text: &str, dialect: Dialect) -> Vec<(Kind, &str)> {
    Lexer::new(text, Span::new(0, text.len()), dialect).map(|token| (token.kind, token.span().of(text))).collect()
}

fn texts(text: &str) -> Vec<&str> {
    lex(text).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn strings_end_where_postgresql_ends_them() {
    assert_eq!(
        texts(r"'it''s' 'a\' E'b\'c' e'\\' U&'d\0061' B'01' x'1F' N'n'"),
        ["'it''s'", r"'a\'", r"E'b\'c'", r"e'\\'", r"U&'d\0061'", "B'01'", "x'1F'", "N'n'"]
    );
    assert_eq!(lex("'open"), [(Kind::Error(Fault::String), "'open")]);
    assert_eq!(lex(r"E'open\"), [(Kind::Error(Fault::String), r"E'open\")]);
}

#[test]
fn dollars_quote_only_with_a_tag() {
    assert_eq!(lex("$a$ $b$ ; $$ $a$"), [(Kind::DollarString, "$a$ $b$ ; $$ $a$")]);
    assert_eq!(lex("$1"), [(Kind::Parameter, "$1")]);
    assert_eq!(lex("a$b$c"), [(Kind::Word, "a$b$c")]);
    assert_eq!(lex("$1$2"), [(Kind::Parameter, "$1"), (Kind::Parameter, "$2")]);
    assert_eq!(lex("$$ open $"), [(Kind::Error(Fault::Dollar), "$$ open $")]);
}

#[test]
fn comments_nest_and_end_operators() {
    assert_eq!(texts("a /* b /* c */ d */ e -- f\ng"), ["a", "e", "g"]);
    assert_eq!(texts("1+--x\n2*/* y */3"), ["1", "+", "2", "*", "3"]);
    assert_eq!(texts("-- a\rDROP"), ["DROP"]);
    assert_eq!(lex("a /* b /* c */"), [(Kind::Word, "a"), (Kind::Error(Fault::Comment), "/* b /* c */")]);
}

#[test]
fn operators_numbers_and_ranges() {
    assert_eq!(texts("a=-1"), ["a", "=", "-", "1"]);
    assert_eq!(texts("a @- b ->> 'c' :: text := 1"), ["a", "@-", "b", "->>", "'c'", "::", "text", ":=", "1"]);
    assert_eq!(texts("1..10 1.5e-3 0xFF .5 1e t.a"), ["1", "..", "10", "1.5e-3", "0xFF", ".5", "1", "e", "t", ".", "a"]);
}

#[test]
fn mysql_quotes_escapes_and_comments() {
    let texts = |text| -> Vec<&str> { lex_as(text, Dialect::MySql).into_iter().map(|(_, text)| text).collect() };
    assert_eq!(texts(r#"'a\'b' "c\"d""e" `f``g` x'1F'"#), [r"'a\'b'", r#""c\"d""e""#, "`f``g`", "x'1F'"]);
    assert_eq!(lex_as("`a` \"b\"", Dialect::MySql), [(Kind::QuotedIdentifier, "`a`"), (Kind::String, "\"b\"")]);
    assert_eq!(texts("a # b\nc --d\ne -- f\n--\ng /* h /* i */ j"), ["a", "c", "-", "-", "d", "e", "g", "j"]);
    assert_eq!(texts("/*!40101 SET a=1 */; /*!b*/ c /*M!100 d*/"), ["SET", "a", "=", "1", ";", "b", "c", "d"]);
    assert_eq!(texts("$$ a$b @x"), ["$$", "a$b", "@", "x"]);
    assert_eq!(lex_as("'open", Dialect::MySql), [(Kind::Error(Fault::String), "'open")]);
}

#[test]
fn sqlite_quotes_names_in_three_ways() {
    assert_eq!(
        lex_as(r#"[a b] `c` "d" 'e\' f"#, Dialect::Sqlite),
        [
            (Kind::QuotedIdentifier, "[a b]"),
            (Kind::QuotedIdentifier, "`c`"),
            (Kind::QuotedIdentifier, "\"d\""),
            (Kind::String, r"'e\'"),
            (Kind::Word, "f")
        ]
    );
    assert_eq!(lex_as("[a", Dialect::Sqlite), [(Kind::Error(Fault::Identifier), "[a")]);
}

#[test]
fn marks_carriage_returns_and_odd_bytes_do_not_derail() {
    assert_eq!(texts("\u{feff}SELECT\r\n1;\r\n"), ["SELECT", "1", ";"]);
    assert_eq!(lex("a\0b"), [(Kind::Word, "a"), (Kind::Error(Fault::Character), "\0"), (Kind::Word, "b")]);
    assert_eq!(lex("\\set x 'y'\r\nz"), [(Kind::Command, "\\set x 'y'"), (Kind::Word, "z")]);
    assert_eq!(
        lex("\"a\"\"b\" U&\"c\" \"d"),
        [(Kind::QuotedIdentifier, "\"a\"\"b\""), (Kind::QuotedIdentifier, "U&\"c\""), (Kind::Error(Fault::Identifier), "\"d")]
    );
}
