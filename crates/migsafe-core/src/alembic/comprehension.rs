//! Comprehensions, and what loops walk through.

use super::run::Run;
use super::value::{LONGEST, Value};
use crate::python::{Clause, Expr};

/// The characters of a longer text are not walked through.
const CHARACTERS: usize = 200;

impl Run<'_> {
    /// A comprehension: what it takes from a list that only a run can tell may be missing. `alone`: it is there for what its element does.
    pub(super) fn comprehension(&mut self, element: &Expr, clauses: &[Clause], alone: bool) -> Value {
        let mut values = Vec::new();
        if self.comprehended(element, clauses, alone, &mut values) { Value::list(values) } else { Value::Unknown }
    }

    fn comprehended(&mut self, element: &Expr, clauses: &[Clause], alone: bool, values: &mut Vec<Value>) -> bool {
        let Some((clause, inner)) = clauses.split_first() else {
            if alone {
                self.effect(element);
                return true;
            }
            let value = self.evaluate(element);
            values.push(value);
            return values.len() <= LONGEST;
        };
        let iterable = self.evaluate(&clause.iterable);
        for item in self.walked(&iterable) {
            let mut is_sure = !matches!(item, Value::Maybe(_));
            self.assign(&clause.target, item.inner().clone());
            let mut taken = Some(true);
            for condition in &clause.conditions {
                let truth = self.evaluate(condition).truth();
                taken = if taken == Some(true) { truth } else { taken };
            }
            match taken {
                Some(false) => continue,
                Some(true) => {}
                None => is_sure = false,
            }
            let before = values.len();
            self.conditional += usize::from(!is_sure);
            let done = self.deeper(element.span, |run| run.comprehended(element, inner, alone, values)).unwrap_or(false);
            self.conditional -= usize::from(!is_sure);
            if !done {
                return false;
            }
            if !is_sure {
                let new = values.split_off(before.min(values.len()));
                values.extend(new.into_iter().map(Value::maybe));
            }
        }
        true
    }

    /// `{key: value for …}`.
    pub(super) fn dict_of(&mut self, pairs: &Expr) -> Value {
        let Value::List(pairs) = self.evaluate(pairs) else { return Value::Unknown };
        let pair = |pair: &Value| match pair {
            Value::List(pair) => Some((pair.first()?.clone(), pair.get(1)?.clone())),
            _ => None,
        };
        pairs.iter().map(pair).collect::<Option<Vec<_>>>().map_or(Value::Unknown, Value::dict)
    }
}

/// What a loop over a value walks through. Of what only a run can tell, one element that may be missing stands for however many there are.
pub(super) fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::List(items) => items.to_vec(),
        Value::Dict(items) => items.iter().map(|(key, _)| key.clone()).collect(),
        Value::Class(class) if class.table().is_none() => class.fields(),
        Value::Text(text) if text.value.len() <= CHARACTERS => text.value.chars().map(Value::text).collect(),
        Value::Either(ways) => ways.iter().flat_map(items).map(Value::maybe).collect(),
        other => vec![super::rows::row_of(other).unwrap_or(Value::Unknown).maybe()],
    }
}
