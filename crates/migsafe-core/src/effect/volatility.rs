//! Whether an expression gives every existing row the same value, so that `ADD COLUMN` can store it once.

use super::Circumstances;
use super::draft::Draft;
use crate::name::QualifiedName;
use crate::operation::{Expression, Volatility};

/// What is known of an expression's volatility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// One value for the whole statement: stored once.
    Steady,
    /// It calls a function that nobody has shown: it may be either.
    Unknown,
    /// Evaluated for each row.
    Volatile,
}

/// How deep SQL functions are followed into what they call.
const DEPTH: usize = 8;

/// The volatility of an expression: that of its most volatile function.
///
/// Measured on 14–18: casts, operators on literals, stable and immutable functions rewrite nothing; a volatile one rewrites, except an SQL function that inlines to steady parts.
pub(super) fn of(expression: &Expression, cx: &Circumstances<'_>) -> (Known, Option<QualifiedName>) {
    let mut worst = (Known::Steady, None);
    for function in &expression.functions {
        let known = function_volatility(function, cx, DEPTH);
        if known > worst.0 {
            worst = (known, Some(function.clone()));
        }
    }
    worst
}

/// An index, or a computed column, of what changes with every call is refused.
pub(super) fn must_be_steady(expression: &Expression, draft: &mut Draft<'_>) {
    if let (Known::Volatile, Some(function)) = of(expression, draft.cx) {
        draft.fails(format!("{} gives another value each time", function.short()), "42P17");
    }
}

/// So many overloads of a function are looked at.
const COMPARED: usize = 1_000;

fn function_volatility(name: &QualifiedName, cx: &Circumstances<'_>, depth: usize) -> Known {
    if let Some(overloads) = project_function(name, cx) {
        return overloads
            .iter()
            .take(COMPARED)
            .map(|function| match function.volatility {
                Volatility::Immutable | Volatility::Stable => Known::Steady,
                Volatility::Volatile if function.language == "sql" && depth > 0 => {
                    function.body.as_deref().map_or(Known::Unknown, |body| inlined(body, cx, depth))
                }
                Volatility::Volatile => Known::Volatile,
            })
            .max()
            .unwrap_or(Known::Unknown);
    }
    built_in(&name.name)
}

/// Whether the history creates the function.
pub(super) fn is_of_project(name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    project_function(name, cx).is_some()
}

fn project_function<'a>(name: &QualifiedName, cx: &'a Circumstances<'_>) -> Option<&'a crate::schema::Listed<crate::schema::Function>> {
    if name.schema.is_some() {
        return cx.schema.functions.get(name);
    }
    cx.schema
        .search_path
        .iter()
        .find_map(|schema| cx.schema.functions.get(&QualifiedName { schema: Some(schema.clone()), name: name.name.clone() }))
}

/// An SQL function of one plain `SELECT` without a table is inlined and is then as volatile as what it calls. Read by its words only: a name before a parenthesis is a call.
fn inlined(body: &str, cx: &Circumstances<'_>, depth: usize) -> Known {
    let body = body.trim().trim_end_matches(';').to_ascii_lowercase();
    let Some(select) = body.strip_prefix("select").or_else(|| body.strip_prefix("return")) else { return Known::Volatile };
    let words: Vec<&str> = select.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    if words.contains(&"from") || select.contains(';') {
        return Known::Volatile;
    }
    calls(select).into_iter().map(|call| function_volatility(&QualifiedName::bare(call), cx, depth - 1)).max().unwrap_or(Known::Steady)
}

fn calls(text: &str) -> Vec<String> {
    text.match_indices('(')
        .filter_map(|(at, _)| {
            let before = text.get(..at)?.trim_end();
            let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |found| found + 1);
            before.get(start..).filter(|word| !word.is_empty() && word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        })
        .filter(|word| !matches!(*word, "select" | "in" | "and" | "or" | "not" | "case" | "when" | "then" | "else" | "values" | "as"))
        .map(str::to_owned)
        .collect()
}

/// Functions of the core and of its extensions. Source: `pg_proc.provolatile` on 14–18; the list holds what defaults use.
fn built_in(name: &str) -> Known {
    match name {
        // volatile in every version that has them
        "clock_timestamp"
        | "timeofday"
        | "random"
        | "random_normal"
        | "setseed"
        | "gen_random_uuid"
        | "gen_random_bytes"
        | "gen_salt"
        | "uuid_generate_v1"
        | "uuid_generate_v1mc"
        | "uuid_generate_v4"
        | "uuidv4"
        | "uuidv7"
        | "nextval"
        | "currval"
        | "lastval"
        | "setval"
        | "pg_sleep"
        | "pg_advisory_lock"
        | "txid_current_if_assigned"
        | "set_config"
        | "dblink"
        | "nanoid"
        | "ulid_generate" => Known::Volatile,
        name if STEADY.binary_search(&name).is_ok() => Known::Steady,
        _ => Known::Unknown,
    }
}

/// Whether calling the function changes nothing: a known built-in, or a function of the project that is declared immutable or stable.
pub(super) fn is_harmless(name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    if let Some(overloads) = project_function(name, cx) {
        return overloads.len() <= COMPARED && overloads.iter().all(|function| function.volatility != Volatility::Volatile);
    }
    let name = name.name.as_str();
    STEADY.binary_search(&name).is_ok() || READING.binary_search(&name).is_ok()
}

/// Functions that only read, or draw at random, beside [`STEADY`]: sorted.
const READING: &[&str] = &[
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bool_and",
    "bool_or",
    "cast",
    "clock_timestamp",
    "col_description",
    "count",
    "cume_dist",
    "currval",
    "dense_rank",
    "every",
    "exists",
    "first_value",
    "gen_random_bytes",
    "gen_random_uuid",
    "generate_series",
    "has_schema_privilege",
    "has_table_privilege",
    "json_agg",
    "json_array_elements",
    "json_each",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_array_elements",
    "jsonb_array_elements_text",
    "jsonb_each",
    "jsonb_each_text",
    "jsonb_object_agg",
    "jsonb_object_keys",
    "jsonb_path_query",
    "jsonb_typeof",
    "lag",
    "last_value",
    "lastval",
    "lead",
    "max",
    "min",
    "mode",
    "nth_value",
    "ntile",
    "obj_description",
    "percent_rank",
    "percentile_cont",
    "percentile_disc",
    "pg_column_size",
    "pg_get_constraintdef",
    "pg_get_indexdef",
    "pg_get_serial_sequence",
    "pg_get_viewdef",
    "pg_relation_size",
    "pg_size_pretty",
    "pg_sleep",
    "pg_table_size",
    "pg_total_relation_size",
    "pg_typeof",
    "random",
    "rank",
    "regexp_match",
    "regexp_matches",
    "regexp_split_to_array",
    "regexp_split_to_table",
    "row_number",
    "stddev",
    "string_agg",
    "string_to_table",
    "sum",
    "timeofday",
    "to_regclass",
    "to_regtype",
    "unnest",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "variance",
    "version",
];

/// Stable and immutable functions, sorted.
const STEADY: &[&str] = &[
    "abs",
    "age",
    "array_append",
    "array_cat",
    "array_fill",
    "array_length",
    "array_prepend",
    "array_to_json",
    "array_to_string",
    "ascii",
    "btrim",
    "cardinality",
    "ceil",
    "ceiling",
    "char_length",
    "chr",
    "coalesce",
    "concat",
    "concat_ws",
    "current_catalog",
    "current_database",
    "current_date",
    "current_role",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "date",
    "date_part",
    "date_trunc",
    "decode",
    "digest",
    "encode",
    "exp",
    "extract",
    "floor",
    "format",
    "greatest",
    "hashtext",
    "hmac",
    "initcap",
    "int4range",
    "int8range",
    "interval",
    "json_array",
    "json_build_array",
    "json_build_object",
    "json_object",
    "jsonb_array_length",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_object",
    "jsonb_set",
    "jsonb_strip_nulls",
    "least",
    "left",
    "length",
    "ln",
    "localtime",
    "localtimestamp",
    "log",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "mod",
    "now",
    "nullif",
    "numrange",
    "overlay",
    "pg_backend_pid",
    "pi",
    "point",
    "position",
    "power",
    "quote_ident",
    "quote_literal",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row_to_json",
    "rpad",
    "rtrim",
    "session_user",
    "sha256",
    "sign",
    "split_part",
    "sqrt",
    "st_geomfromtext",
    "st_makepoint",
    "st_setsrid",
    "statement_timestamp",
    "string_to_array",
    "strpos",
    "substr",
    "substring",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "translate",
    "trim",
    "trunc",
    "tstzrange",
    "upper",
    "user",
    "uuid_generate_v3",
    "uuid_generate_v5",
    "uuid_nil",
    "xmlelement",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(STEADY.is_sorted() && READING.is_sorted());
    }
}
