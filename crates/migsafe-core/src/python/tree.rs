//! The tree.

use std::sync::Arc;

use super::string::Text;
use crate::span::Span;

/// Statements one after the other.
pub(crate) type Block = Vec<Stmt>;

/// A statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stmt {
    /// Its first to its last byte.
    pub(crate) span: Span,
    /// Which.
    pub(crate) kind: StmtKind,
}

/// Which statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StmtKind {
    /// An expression for its effect.
    Expr(Expr),
    /// `a = b = value`, and `a: int = value`, which in a class may be a `field` of its objects.
    Assign { targets: Vec<Expr>, value: Expr, field: bool },
    /// `a: int`; likewise.
    Declare { target: Expr, field: bool },
    /// `a += value`, with the operator without its `=`.
    AugAssign { target: Expr, operator: String, value: Expr },
    /// `return value`.
    Return(Option<Expr>),
    /// `if … elif … else …`.
    If { branches: Vec<(Expr, Block)>, otherwise: Block },
    /// `for target in iterable`.
    For { target: Expr, iterable: Expr, body: Block, otherwise: Block },
    /// `while condition`.
    While { condition: Expr, body: Block, otherwise: Block },
    /// `with context as target`.
    With { items: Vec<(Expr, Option<Expr>)>, body: Block },
    /// `try … except … else … finally …`.
    Try { body: Block, handlers: Vec<Block>, otherwise: Block, finally: Block },
    /// `def`, with or without `async`.
    Def(Arc<Function>),
    /// `class`, with what stands in its brackets and what decorates it.
    Class { name: String, arguments: Vec<Argument>, decorated_by: Vec<Expr>, body: Block },
    /// `import a.b as c`: the path and the name that it binds. `import a.b` binds `a`; that it brings `a.b` stands beside it under the name `a.b`.
    Import(Vec<(String, String)>),
    /// `from a import b as c`: the full path of each thing (`a.b`) and the name that it binds. Of `from a import *` the path is `a` and the name `*a`.
    ImportFrom(Vec<(String, String)>),
    /// `match subject`: the patterns of its cases, where they could be read as expressions, and their blocks, which bind what the patterns do and ask their guards.
    Match { subject: Expr, cases: Vec<(Option<Expr>, Block)> },
    /// `raise error from cause`.
    Raise(Vec<Expr>),
    /// `del a, b[0]`.
    Delete(Expr),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `global a, b`: names of the module that are bound here.
    Global(Vec<String>),
    /// `nonlocal a, b`: names of the function around.
    Nonlocal(Vec<String>),
    /// `pass`, `type`.
    Nothing,
    /// It could not be read; the block that follows, if one does.
    Unreadable { why: &'static str, body: Block },
}

/// A function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The last names of what decorates it: `contextmanager` of `@contextlib.contextmanager`.
    pub(crate) decorators: Vec<String>,
    /// What decorates it, in order.
    pub(crate) decorated_by: Vec<Expr>,
    /// Its parameters in order.
    pub(crate) parameters: Vec<Parameter>,
    /// What it does.
    pub(crate) body: Block,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: String,
    /// Its default.
    pub(crate) default: Option<Expr>,
    /// How it takes arguments.
    pub(crate) kind: ParameterKind,
}

/// How a parameter takes arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    /// By place or by name.
    Plain,
    /// By name only.
    Named,
    /// `*args`.
    Rest,
    /// `**kwargs`.
    NamedRest,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    /// Its first to its last byte.
    pub(crate) span: Span,
    /// How deep the tree below it is.
    pub(crate) depth: usize,
    /// Which.
    pub(crate) kind: ExprKind,
}

/// Which expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    /// A name.
    Name(String),
    /// A string, its adjacent parts joined.
    Text(Vec<TextPart>),
    /// Bytes.
    Bytes,
    /// A number, as written.
    Number(String),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
    /// `[…]` and `{…}` of plain elements.
    Sequence(Vec<Expr>),
    /// `(a, b)`, also without its brackets.
    Tuple(Vec<Expr>),
    /// `{key: value}`; `**other` has no key.
    Dict(Vec<(Option<Expr>, Expr)>),
    /// `value.name`.
    Attribute(Box<Expr>, String),
    /// `value[index]`.
    Subscript(Box<Expr>, Box<Expr>),
    /// `first:last:step` of a subscript.
    Slice([Option<Box<Expr>>; 3]),
    /// `function(arguments)`.
    Call(Box<Expr>, Vec<Argument>),
    /// Two operands and the operator between them: arithmetic, comparison, `and`, `or`, `in`, `not in`, `is`, `is not`.
    Binary(Box<Expr>, String, Box<Expr>),
    /// An operator before its operand: `not`, `-`, `+`, `~`, `await`, `yield`, `yield from`.
    Unary(String, Box<Expr>),
    /// `then if condition else otherwise`.
    Conditional { condition: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// `[element for target in iterable if condition]`, in any brackets; of several `for`, the first.
    Comprehension { element: Box<Expr>, clauses: Vec<Clause> },
    /// `{key: value for …}`: a comprehension of pairs.
    DictOf(Box<Expr>),
    /// `*value` or `**value`.
    Starred(Box<Expr>),
    /// `name := value`.
    Walrus(String, Box<Expr>),
    /// `lambda parameters: value`: a function without a name that returns the value.
    Lambda(Arc<Function>),
    /// Read, and of no consequence: `...`, the index of an array.
    Other(Vec<Expr>),
}

/// `for target in iterable if condition`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// What it binds.
    pub(crate) target: Expr,
    /// What it walks over.
    pub(crate) iterable: Expr,
    /// What it leaves out.
    pub(crate) conditions: Vec<Expr>,
}

/// A part of a string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TextPart {
    /// Text.
    Literal(Text),
    /// `{value}` in an f-string; `true` where a conversion or format follows.
    Value(Expr, bool),
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    /// `name=`.
    pub(crate) name: Option<String>,
    /// Its value; [`ExprKind::Starred`] for `*` and `**`.
    pub(crate) value: Expr,
    /// It was written with two stars.
    pub(crate) named_rest: bool,
}

impl StmtKind {
    /// The blocks within it.
    pub(crate) fn blocks(&self) -> Vec<&Block> {
        match self {
            Self::If { branches, otherwise } => branches.iter().map(|(_, block)| block).chain([otherwise]).collect(),
            Self::For { body, otherwise, .. } | Self::While { body, otherwise, .. } => vec![body, otherwise],
            Self::With { body, .. } | Self::Class { body, .. } | Self::Unreadable { body, .. } => vec![body],
            Self::Try { body, handlers, otherwise, finally } => [body].into_iter().chain(handlers).chain([otherwise, finally]).collect(),
            Self::Def(function) => vec![&function.body],
            Self::Match { cases, .. } => cases.iter().map(|(_, block)| block).collect(),
            _ => Vec::new(),
        }
    }
}

impl Expr {
    /// An expression over these parts.
    pub(crate) fn new(span: Span, kind: ExprKind) -> Self {
        let depth = 1 + kind.children().map(|child| child.depth).max().unwrap_or(0);
        Self { span, depth, kind }
    }
}

impl ExprKind {
    /// The expressions directly below.
    pub(crate) fn children(&self) -> Box<dyn Iterator<Item = &Expr> + '_> {
        match self {
            Self::Name(_) | Self::Bytes | Self::Number(_) | Self::Bool(_) | Self::None => Box::new(std::iter::empty()),
            Self::Text(parts) => Box::new(parts.iter().filter_map(|part| match part {
                TextPart::Literal(_) => None,
                TextPart::Value(value, _) => Some(value),
            })),
            Self::Lambda(function) => {
                let defaults = function.parameters.iter().filter_map(|parameter| parameter.default.as_ref());
                let values = function.body.iter().filter_map(|statement| match &statement.kind {
                    StmtKind::Return(value) => value.as_ref(),
                    _ => None,
                });
                Box::new(defaults.chain(values))
            }
            Self::Sequence(items) | Self::Tuple(items) | Self::Other(items) => Box::new(items.iter()),
            Self::Slice(parts) => Box::new(parts.iter().filter_map(|part| part.as_deref())),
            Self::Dict(items) => Box::new(items.iter().flat_map(|(key, value)| key.iter().chain([value]))),
            Self::Attribute(value, _) | Self::Unary(_, value) | Self::Starred(value) | Self::Walrus(_, value) | Self::DictOf(value) => {
                Box::new(std::iter::once(&**value))
            }
            Self::Subscript(value, index) => Box::new([&**value, &**index].into_iter()),
            Self::Binary(left, _, right) => Box::new([&**left, &**right].into_iter()),
            Self::Call(function, arguments) => Box::new(std::iter::once(&**function).chain(arguments.iter().map(|it| &it.value))),
            Self::Conditional { condition, then, otherwise } => Box::new([&**condition, &**then, &**otherwise].into_iter()),
            Self::Comprehension { element, clauses } => Box::new(
                std::iter::once(&**element)
                    .chain(clauses.iter().flat_map(|clause| [&clause.target, &clause.iterable].into_iter().chain(&clause.conditions))),
            ),
        }
    }
}
