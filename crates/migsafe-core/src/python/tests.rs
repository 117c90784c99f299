//! What is read of Python's syntax.

use super::ParameterKind::{Named, NamedRest, Plain, Rest};
use super::*;

/// A tree in few signs: every expression in full brackets.
fn show(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(show).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Name(name) => name.clone(),
        ExprKind::Text(parts) => {
            let part = |part: &TextPart| match part {
                TextPart::Literal(text) => text.value.clone(),
                TextPart::Value(value, formatted) => format!("{{{}{}}}", show(value), if *formatted { "!" } else { "" }),
            };
            format!("'{}'", parts.iter().map(part).collect::<String>())
        }
        ExprKind::Bytes => "bytes".into(),
        ExprKind::Number(number) => number.clone(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::None => "none".into(),
        ExprKind::Sequence(items) | ExprKind::Tuple(items) => format!("[{}]", list(items)),
        ExprKind::Dict(items) => {
            let pair = |(key, value): &(Option<Expr>, Expr)| format!("{}:{}", key.as_ref().map_or("**".into(), show), show(value));
            format!("{{{}}}", items.iter().map(pair).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Attribute(value, name) => format!("{}.{name}", show(value)),
        ExprKind::Subscript(value, index) => format!("{}[{}]", show(value), show(index)),
        ExprKind::Call(function, arguments) => {
            let argument = |it: &Argument| it.name.as_ref().map_or(show(&it.value), |name| format!("{name}={}", show(&it.value)));
            format!("{}({})", show(function), arguments.iter().map(argument).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Binary(left, operator, right) => format!("({} {operator} {})", show(left), show(right)),
        ExprKind::Unary(operator, value) => format!("({operator} {})", show(value)),
        ExprKind::Conditional { condition, then, otherwise } => format!("({} ? {} : {})", show(condition), show(then), show(otherwise)),
        ExprKind::Comprehension { element, clauses } => format!("({} for {})", show(element), clauses.len()),
        ExprKind::DictOf(pairs) => format!("{{{}}}", show(pairs)),
        ExprKind::Starred(value) => format!("*{}", show(value)),
        ExprKind::Walrus(name, value) => format!("({name} := {})", show(value)),
        ExprKind::Lambda(_) => format!("<{}>", expr.kind.children().map(show).collect::<Vec<_>>().join(" ")),
        ExprKind::Slice(parts) => {
            let part = |part: &Option<Box<Expr>>| part.as_deref().map(show).unwrap_or_default();
            format!("{}:{}:{}", part(&parts[0]), part(&parts[1]), part(&parts[2]))
        }
        ExprKind::Other(items) => format!("<{}>", list(items)),
    }
}

fn one(text: &str) -> String {
    match parse(text).as_slice() {
        [Stmt { kind: StmtKind::Expr(value), .. }] => show(value),
        other => format!("{other:?}"),
    }
}

fn kinds(block: &[Stmt]) -> Vec<String> {
    let word = |statement: &Stmt| {
        let debug = format!("{:?}", statement.kind);
        let end = debug.find(|c: char| !c.is_alphanumeric()).unwrap_or(debug.len());
        debug[..end].to_owned()
    };
    block.iter().map(word).collect()
}

#[test]
fn operators_bind_as_in_python() {
    for (text, tree) in [
        ("a or b and not c == d", "(a or (b and (not (c == d))))"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("-a ** -b", "(- (a ** (- b)))"),
        ("2 ** 3 ** 4", "(2 ** (3 ** 4))"),
        ("a not in b is not c", "((a not in b) and (b is not c))"),
        ("x if a else y if b else z", "(a ? x : (b ? y : z))"),
        ("f(a, *b, c=1, **d)[0].e", "f(a *b c=1 *d)[0].e"),
        ("f(x for x in y if x)", "f((x for 1))"),
        ("[a, (b), (c,), ()]", "[a b [c] []]"),
        ("{'a': 1, **b}", "{'a':1 **:b}"),
        ("{a, b}", "set([a b])"),
        ("lambda x, y=1: x + y", "<1 (x + y)>"),
        ("x[1:2, ...]", "x[<1 2 <>>]"),
        ("(n := 5)", "(n := 5)"),
        ("await f(x)", "(await f(x))"),
        ("1.5e-3 + 0x_ff", "(1.5e-3 + 0x_ff)"),
    ] {
        assert_eq!(one(text), tree, "{text}");
    }
}

#[test]
fn strings_are_decoded_and_joined() {
    for (text, tree) in [
        (r#""a" 'b' r"\c" "#, r"'ab\c'"),
        (
            r#""\n\t\x41\u00e4\101\q\
z""#,
            "'\n\tAäA\\qz'",
        ),
        (r#"f"a{b}c{{d}}" "e""#, "'a{b}c{d}e'"),
        (r#"f"{a!r}{b:>{w}}{c['x']}""#, "'{a!}{b!}{c['x']}'"),
        (r#"f"{d["k"]} {", ".join(x)}""#, "'{d['k']} {', '.join(x)}'"),
        (r#"f"({', '.join([f"'{v}'" for v in a])})""#, "'({', '.join((''{v}'' for 1))})'"),
        (r#"f"{f"{f"{a}"}b"}""#, "'{'{'{a}'}b'}'"),
        ("f'{f\"\"\"{a}\"'\"\"\"}'", "'{'{a}\"''}'"),
        (r#"f"{a:{b["c"]}>{d}}" 'e'"#, "'{a!}e'"),
        (r#"f"{a != b}{c if"x"else d}""#, "'{(a != b)}{('x' ? c : d)}'"),
        ("f'''{\n a +\n b}'''", "'{(a + b)}'"),
        (r#""""a"b\"""c""""#, "'a\"b\"\"\"c'"),
        ("b'x'", "bytes"),
        ("('a'\n  'b')", "'ab'"),
    ] {
        assert_eq!(one(text), tree, "{text}");
    }
}

#[test]
fn a_text_knows_where_it_stands() {
    let source = r#"x = "SELECT \"a\"" ' FROM b'"#;
    let [Stmt { kind: StmtKind::Assign { value, .. }, .. }] = &parse(source)[..] else { panic!() };
    let ExprKind::Text(parts) = &value.kind else { panic!() };
    let [TextPart::Literal(text)] = &parts[..] else { panic!("{parts:?}") };
    let place = |part: &str| {
        let at = text.value.find(part).unwrap();
        text.source(crate::span::Span::new(at, at + part.len())).map(|span| span.of(source))
    };
    assert_eq!(place("SELECT"), Some("SELECT"));
    assert_eq!(place("FROM b"), Some("FROM b"));
    assert_eq!(place("\""), None);
    assert_eq!(place("a\" FROM"), Some("a\\\"\" ' FROM"));
}

#[test]
fn every_statement_is_told_apart() {
    let text = "import a.b as c, d\nfrom .x import (y as z,\n w)\n@deco(1)\nasync def f(a, /, b: int = 1, *c, d, **e) -> int:\n    return 1\n\
                class K(B, metaclass=M):\n    x: int\n    y = 1\nif a: pass\nelif b:\n    c\nelse:\n    d\nfor i, *j in x: f(i)\n\
                while (n := g()):\n    break\nelse: pass\nwith a as b, c: pass\nwith (a as b,\n  c): pass\n\
                try:\n    a\nexcept (A, B) as e:\n    b\nexcept:\n    c\nelse: d\nfinally: e\nmatch a.b:\n    case [1, {'x': _}] if y: p\n    case _:\n        q\n\
                match = 1\nmatch(x)\nx += 1; y = z = 2\na: int = 3\ndel x, y\nassert x, 'y'\nraise E from f\ntype X = int\nglobal g\n";
    let block = parse(text);
    let words = kinds(&block);
    let expected = "Import ImportFrom Def Class If For While With With Try Match Assign Expr AugAssign Assign Assign Delete Assign Raise Nothing Global";
    assert_eq!(words.join(" "), expected);
    let StmtKind::Def(function) = &block[2].kind else { panic!() };
    let names: Vec<_> = function.parameters.iter().map(|it| (it.name.as_str(), it.kind)).collect();
    assert_eq!(names, [("a", Plain), ("b", Plain), ("c", Rest), ("d", Named), ("e", NamedRest)]);
    let StmtKind::ImportFrom(names) = &block[1].kind else { panic!() };
    assert_eq!(names.as_slice(), [(".x.y".to_owned(), "z".to_owned()), (".x.w".to_owned(), "w".to_owned())]);
}

#[test]
fn one_bad_statement_hides_nothing_else() {
    assert_eq!(kinds(&parse("a = 1\nb = = 2\nc = 3\n")), ["Assign", "Unreadable", "Assign"]);
    assert_eq!(kinds(&parse("f(a b)\nx()\n")), ["Unreadable", "Expr"]);
    assert_eq!(kinds(&parse("f(\ndef g():\n  pass\nh()\n")), ["Unreadable", "Def", "Expr"]);
    assert_eq!(kinds(&parse("if a b:\n  c()\nd()\n")), ["Unreadable", "Expr"]);
    assert_eq!(kinds(&parse("s = 'x\nd()\n")), ["Unreadable", "Expr"]);
    assert_eq!(kinds(&parse("s = f'{x'\nd()\n")), ["Unreadable", "Expr"]);
    assert_eq!(kinds(&parse("s = f'{x:'\nd()\n")), ["Unreadable", "Expr"]);
    assert_eq!(kinds(&parse("def f():\n  a b\n    c()\ndef g():\n  pass\nh()\n")), ["Def", "Def", "Expr"]);
}

#[test]
fn depth_and_length_are_no_trouble() {
    let deep = 100_000;
    let texts = [
        "(".repeat(deep),
        format!("x = {}1{}", "(".repeat(deep), ")".repeat(deep)),
        format!("x = {}1", "-".repeat(deep)),
        format!("x = 1{}", " + 1".repeat(deep)),
        format!("x = a{}", ".b".repeat(deep)),
        format!("x = a{}", "()".repeat(deep)),
        format!("x = {}1", "lambda: ".repeat(deep)),
        format!("x = {}1", "1 if 2 else ".repeat(deep)),
        format!("x = {}", "f'{".repeat(deep)),
        format!("x = {}1{}", "f'{".repeat(deep / 5), "}'".repeat(deep / 5)),
        format!("x = {}1{}", "f'{a:{".repeat(deep / 5), "}}'".repeat(deep / 5)),
        (0..2_000).flat_map(|at| [" ".repeat(at), "if a:\n".to_owned()]).collect(),
        format!("if a: pass\n{}", "elif b: pass\n".repeat(deep)),
        format!("x = {}", "'a' ".repeat(deep)),
    ];
    let read = move || texts.iter().map(|text| parse(&format!("{text}\nlast()\n")).len()).collect::<Vec<_>>();
    let sizes = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(read).unwrap().join().unwrap();
    assert!(sizes.iter().all(|size| *size >= 1), "{sizes:?}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "(?s)[a-z(){}\\[\\]'\"\\\\:=,.\n\t #f*@0-9+-]{0,80}") {
        for statement in parse(&text) {
            assert!(text.get(statement.span.start..statement.span.end).is_some());
        }
    }
}
