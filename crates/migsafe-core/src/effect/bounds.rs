//! Whether checks prove that rows fit a partition's bound, or that none does: the server then reads nothing.
//!
//! The server proves implications between comparisons of the same column. What is proven here is a part of that, for literals that compare as numbers or as dates in ISO form; where in doubt, nothing is proven.

use std::cmp::Ordering;

use crate::operation::{Conjunct, Expression, PartitionBound};
use crate::schema::Table;

/// Whether the partition's checks, and its NOT NULL columns, imply the bound. Measured on 14–18: the column must be known not to be NULL as well.
pub(super) fn proven<'a>(parent: &Table, partition: &Table, bound: &PartitionBound, checks: impl Iterator<Item = &'a Expression>) -> bool {
    let Some([column]) = parent.partition_by.as_ref().map(|by| &by.columns[..]) else { return false };
    let conjuncts: Vec<&Conjunct> = checks.flat_map(|check| &check.conjuncts).collect();
    let not_null =
        partition.column(column).is_some_and(|column| column.not_null == Some(true) && column.details.not_null_not_valid.is_none())
            || conjuncts.iter().any(|conjunct| matches!(conjunct, Conjunct::NotNull(name) if name == column));
    if !not_null {
        return false;
    }
    match bound {
        PartitionBound::Range { from, to } => match (&from[..], &to[..]) {
            ([from], [to]) => at_least(&conjuncts, column, from) && below(&conjuncts, column, to),
            _ => false,
        },
        PartitionBound::List(values) => in_list(&conjuncts, column, values),
        PartitionBound::Default | PartitionBound::Hash => false,
    }
}

/// Whether the default partition's checks exclude every row of the bound.
pub(super) fn excluded<'a>(parent: &Table, bound: &PartitionBound, checks: impl Iterator<Item = &'a Expression>) -> bool {
    let Some([column]) = parent.partition_by.as_ref().map(|by| &by.columns[..]) else { return false };
    let conjuncts: Vec<&Conjunct> = checks.flat_map(|check| &check.conjuncts).collect();
    let outside = |conjuncts: &[&Conjunct]| match bound {
        PartitionBound::Range { from, to } => match (&from[..], &to[..]) {
            ([from], [to]) => below(conjuncts, column, from) || at_least(conjuncts, column, to),
            _ => false,
        },
        _ => false,
    };
    let every_alternative = |conjunct: &&Conjunct| match conjunct {
        Conjunct::Either(alternatives) => alternatives.iter().all(|alternative| outside(&alternative.iter().collect::<Vec<_>>())),
        _ => false,
    };
    outside(&conjuncts) || conjuncts.iter().any(every_alternative)
}

fn comparisons<'a>(conjuncts: &'a [&Conjunct], column: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    conjuncts.iter().filter_map(move |conjunct| match conjunct {
        Conjunct::Compare { column: name, operator, literal } if name == column => Some((operator.as_str(), literal.as_str())),
        _ => None,
    })
}

fn at_least(conjuncts: &[&Conjunct], column: &str, bound: &str) -> bool {
    bound.eq_ignore_ascii_case("minvalue")
        || comparisons(conjuncts, column).any(|(operator, literal)| {
            matches!(operator, ">=" | ">" | "=") && matches!(compare(literal, bound), Some(Ordering::Greater | Ordering::Equal))
        })
}

fn below(conjuncts: &[&Conjunct], column: &str, bound: &str) -> bool {
    bound.eq_ignore_ascii_case("maxvalue")
        || comparisons(conjuncts, column).any(|(operator, literal)| match operator {
            "<" => matches!(compare(literal, bound), Some(Ordering::Less | Ordering::Equal)),
            "<=" | "=" => compare(literal, bound) == Some(Ordering::Less),
            _ => false,
        })
}

fn in_list(conjuncts: &[&Conjunct], column: &str, values: &[String]) -> bool {
    let listed = |literal: &str| values.iter().any(|value| bare(value) == bare(literal));
    comparisons(conjuncts, column).any(|(operator, literal)| operator == "=" && listed(literal))
        || conjuncts.iter().any(|conjunct| match conjunct {
            Conjunct::In { column: name, literals } => name == column && literals.iter().all(|literal| listed(literal)),
            _ => false,
        })
}

/// The literal without its quotes and its cast.
fn bare(literal: &str) -> &str {
    let literal = literal.split("::").next().unwrap_or(literal).trim();
    literal.rfind('\'').and_then(|end| literal.find('\'').and_then(|start| literal.get(start + 1..end))).unwrap_or(literal)
}

/// Numbers by value, dates and times in ISO form by their text; `None` for anything else.
fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (bare(left), bare(right));
    if left == right {
        return Some(Ordering::Equal);
    }
    if let (Ok(left), Ok(right)) = (left.parse::<i128>(), right.parse::<i128>()) {
        return Some(left.cmp(&right));
    }
    (is_iso_date(left) && is_iso_date(right)).then(|| pad(left).cmp(&pad(right)))
}

/// A date alone is its midnight.
fn pad(text: &str) -> String {
    let text = text.replace('T', " ");
    if text.len() == 10 { format!("{text} 00:00:00") } else { text }
}

fn is_iso_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.len(), 10 | 19)
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            10 => matches!(byte, b' ' | b'T'),
            13 | 16 => *byte == b':',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether two partitions would take the same row, as far as their bounds compare; in doubt they do not.
pub(super) fn overlap(one: &PartitionBound, other: &PartitionBound) -> bool {
    match (one, other) {
        (PartitionBound::List(one), PartitionBound::List(other)) => {
            one.iter().any(|value| other.iter().any(|other| bare(value) == bare(other)))
        }
        (PartitionBound::Range { from: from_1, to: to_1 }, PartitionBound::Range { from: from_2, to: to_2 }) => {
            match (&from_1[..], &to_1[..], &from_2[..], &to_2[..]) {
                ([from_1], [to_1], [from_2], [to_2]) => lies_below(from_1, to_2) && lies_below(from_2, to_1),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether a lower bound lies below an upper one.
fn lies_below(from: &str, to: &str) -> bool {
    from.eq_ignore_ascii_case("minvalue") || to.eq_ignore_ascii_case("maxvalue") || compare(from, to) == Some(Ordering::Less)
}
