//! Slices of lists and texts.

use super::run::Run;
use super::value::Value;
use crate::python::Expr;

impl Run<'_> {
    /// `value[first:last:step]`.
    pub(super) fn slice(&mut self, value: &Value, parts: &[Option<Box<Expr>>; 3]) -> Value {
        let mut bounds = [None; 3];
        let mut are_known = true;
        for (bound, part) in bounds.iter_mut().zip(parts) {
            match part.as_deref().map(|part| self.evaluate(part)) {
                None | Some(Value::None) => {}
                Some(Value::Int(number)) => *bound = Some(number),
                Some(_) => are_known = false,
            }
        }
        if !are_known {
            return Value::Unknown;
        }
        match value {
            Value::List(items) if !has_gaps(items) => {
                let taken = places(items.len(), bounds).map(|places| places.into_iter().filter_map(|at| items.get(at)).cloned().collect());
                taken.map_or(Value::Unknown, |taken| if items.is_tuple() { Value::tuple(taken) } else { Value::list(taken) })
            }
            Value::Text(text) => {
                let characters: Vec<char> = text.value.chars().collect();
                let taken = places(characters.len(), bounds);
                taken.map_or(Value::Unknown, |places| {
                    Value::text(places.into_iter().filter_map(|at| characters.get(at)).collect::<String>())
                })
            }
            _ => Value::Unknown,
        }
    }
}

/// Whether nobody can tell the place of what it holds.
fn has_gaps(items: &[Value]) -> bool {
    items.iter().any(|item| matches!(item, Value::Maybe(_)))
}

/// Where in a list an index points; nothing where it is outside, or where nobody can tell.
pub(super) fn place(items: &[Value], index: &Value) -> Option<usize> {
    let Value::Int(at) = index else { return None };
    let length = i64::try_from(items.len()).ok()?;
    let at = if *at < 0 { at.checked_add(length)? } else { *at };
    usize::try_from(at).ok().filter(|at| *at < items.len() && !has_gaps(items))
}

/// The places that a slice takes. Source: the language reference, 3.3.7, and `slice.indices`.
fn places(length: usize, [first, last, step]: [Option<i64>; 3]) -> Option<Vec<usize>> {
    let length = i64::try_from(length).ok()?;
    let step = step.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let bound = |bound: Option<i64>, otherwise: i64| match bound {
        Some(at) => (if at < 0 { at.saturating_add(length) } else { at }).clamp(lowest, highest),
        None => otherwise,
    };
    let (start, end) = if step > 0 { (bound(first, lowest), bound(last, highest)) } else { (bound(first, highest), bound(last, lowest)) };
    let mut taken = Vec::new();
    let mut at = start;
    while if step > 0 { at < end } else { at > end } {
        taken.push(usize::try_from(at).ok()?);
        at = at.saturating_add(step);
    }
    Some(taken)
}

/// What stands at a place of a list; where elements before it may be missing, one of those that may stand there.
pub(super) fn at(items: &[Value], at: i64) -> Value {
    let Ok(place) = usize::try_from(if at < 0 { -(at + 1) } else { at }) else { return Value::Unknown };
    let from_end = at < 0;
    let mut sure = 0;
    let mut ways: Vec<Value> = Vec::new();
    for index in 0..items.len() {
        let item = if from_end { items.get(items.len() - 1 - index) } else { items.get(index) };
        let Some(item) = item else { break };
        if index >= place && sure <= place {
            ways.push(item.inner().clone());
        }
        sure += usize::from(!matches!(item, Value::Maybe(_)));
        if sure > place {
            break;
        }
    }
    if ways.len() > super::value::WAYS {
        return Value::Unknown;
    }
    ways.into_iter().reduce(Value::one_of).unwrap_or(Value::Unknown)
}
