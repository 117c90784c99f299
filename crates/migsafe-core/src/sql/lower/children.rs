//! The expressions directly inside an expression.

use sqlparser::ast::{
    AccessExpr, Expr, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, JsonPathElem, OrderByExpr, Subscript,
    WindowSpec, WindowType,
};

/// Appends the operands of `expression` to `into` in source order. Subqueries are not expressions and are left out.
#[allow(clippy::too_many_lines, reason = "one arm a kind of expression, and the compiler sees that none is forgotten")]
pub(super) fn children<'a>(expression: &'a Expr, into: &mut Vec<&'a Expr>) {
    match expression {
        Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. }
        | Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right) => into.extend([&**left, &**right]),
        Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::Nested(inner)
        | Expr::OuterJoin(inner)
        | Expr::Prior(inner)
        | Expr::IsJson { expr: inner, .. }
        | Expr::IsNormalized { expr: inner, .. }
        | Expr::InSubquery { expr: inner, .. }
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Convert { expr: inner, .. }
        | Expr::Cast { expr: inner, .. }
        | Expr::Extract { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::Prefixed { value: inner, .. }
        | Expr::Named { expr: inner, .. } => into.push(inner),
        Expr::CompoundFieldAccess { root, access_chain } => {
            into.push(root);
            for access in access_chain {
                subscripts(access, into);
            }
        }
        Expr::JsonAccess { value, path } => {
            into.push(value);
            into.extend(path.path.iter().filter_map(|element| match element {
                JsonPathElem::Dot { .. } => None,
                JsonPathElem::Bracket { key } | JsonPathElem::ColonBracket { key } => Some(key),
            }));
        }
        Expr::InList { expr, list, .. } => {
            into.push(expr);
            into.extend(list);
        }
        Expr::InUnnest { expr, array_expr, .. } => into.extend([&**expr, &**array_expr]),
        Expr::Between { expr, low, high, .. } => into.extend([&**expr, &**low, &**high]),
        Expr::Like { expr, pattern, escape_char, .. }
        | Expr::ILike { expr, pattern, escape_char, .. }
        | Expr::SimilarTo { expr, pattern, escape_char, .. } => {
            into.extend([&**expr, &**pattern]);
            into.extend(escape_char.as_deref());
        }
        Expr::RLike { expr, pattern, .. } => into.extend([&**expr, &**pattern]),
        Expr::AtTimeZone { timestamp, time_zone } => into.extend([&**timestamp, &**time_zone]),
        Expr::Position { expr, r#in } => into.extend([&**expr, &**r#in]),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            into.push(expr);
            into.extend(substring_from.as_deref());
            into.extend(substring_for.as_deref());
        }
        Expr::Trim { trim_what, expr, trim_characters, .. } => {
            into.extend(trim_what.as_deref());
            into.push(expr);
            into.extend(trim_characters.iter().flatten());
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            into.extend([&**expr, &**overlay_what, &**overlay_from]);
            into.extend(overlay_for.as_deref());
        }
        Expr::Function(function) => {
            arguments(&function.parameters, into);
            arguments(&function.args, into);
            into.extend(function.within_group.iter().map(|order| &order.expr));
            into.extend(function.filter.as_deref());
            if let Some(WindowType::WindowSpec(window)) = &function.over {
                window_parts(window, into);
            }
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            into.extend(operand.as_deref());
            into.extend(conditions.iter().flat_map(|case| [&case.condition, &case.result]));
            into.extend(else_result.as_deref());
        }
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => into.extend(sets.iter().flatten()),
        Expr::Tuple(list) | Expr::Struct { values: list, .. } => into.extend(list),
        Expr::Array(array) => into.extend(&array.elem),
        Expr::Interval(interval) => into.push(&interval.value),
        Expr::Dictionary(fields) => into.extend(fields.iter().map(|field| &*field.value)),
        Expr::Map(map) => into.extend(map.entries.iter().flat_map(|entry| [&*entry.key, &*entry.value])),
        Expr::Lambda(lambda) => into.push(&lambda.body),
        Expr::MemberOf(member) => into.extend([&*member.value, &*member.array]),
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::Value(_)
        | Expr::TypedString(_)
        | Expr::Exists { .. }
        | Expr::Subquery(_)
        | Expr::MatchAgainst { .. }
        | Expr::Wildcard(_)
        | Expr::QualifiedWildcard(..) => {}
    }
}

/// The expressions a window is made of.
pub(super) fn window_parts<'a>(window: &'a WindowSpec, into: &mut Vec<&'a Expr>) {
    into.extend(&window.partition_by);
    into.extend(window.order_by.iter().map(|order| &order.expr));
}

/// The expressions among a call's arguments.
pub(super) fn arguments<'a>(arguments: &'a FunctionArguments, into: &mut Vec<&'a Expr>) {
    let FunctionArguments::List(list) = arguments else { return };
    into.extend(list.args.iter().filter_map(argument));
    for clause in &list.clauses {
        match clause {
            FunctionArgumentClause::Where(inner) | FunctionArgumentClause::Limit(inner) => into.push(inner),
            FunctionArgumentClause::OrderBy(order) => into.extend(order.iter().map(|order: &OrderByExpr| &order.expr)),
            FunctionArgumentClause::Having(bound) => into.push(&bound.1),
            _ => {}
        }
    }
}

/// The expression that an argument is, unless it is a `*`.
pub(super) fn argument(argument: &FunctionArg) -> Option<&Expr> {
    let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) = argument;
    match arg {
        FunctionArgExpr::Expr(inner) => Some(inner),
        _ => None,
    }
}

fn subscripts<'a>(access: &'a AccessExpr, into: &mut Vec<&'a Expr>) {
    match access {
        // `.name` names a field of a composite value, not a column.
        AccessExpr::Dot(Expr::Identifier(_)) => {}
        AccessExpr::Dot(inner) => into.push(inner),
        AccessExpr::Subscript(Subscript::Index { index }) => into.push(index),
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
            into.extend([lower_bound, upper_bound, stride].into_iter().flatten());
        }
    }
}
