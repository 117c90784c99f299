//! YAML, JSON and TOML as one tree, each value with its place in the text.

use std::collections::HashMap;
use std::ops::Range;

use camino::Utf8Path;
use jsonc_parser::common::Ranged as _;
use saphyr_parser::{Event, Parser};
use toml::de::{DeTable, DeValue};

/// A value and its place, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) span: Range<usize>,
}

/// Numbers and booleans are texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    List(Vec<Node>),
    /// In the order of the text.
    Table(Vec<(String, Node)>),
}

/// So deep is read; no file of the kind is deeper, and hostile ones would overflow the stack.
const DEPTH: usize = 64;

/// So many values are read: an alias repeats what it names.
const VALUES: usize = 200_000;

impl Node {
    /// The documents in a file, by its extension; nothing where it cannot be read.
    pub(super) fn read(path: &Utf8Path, text: &str) -> Vec<Self> {
        match path.extension() {
            Some("yml" | "yaml") => yaml(text).unwrap_or_default(),
            Some("toml") => toml(text).into_iter().collect(),
            _ => json(text).into_iter().collect(),
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let own = self.fields().iter().find(|(name, _)| name == key);
        // A merge key of YAML lends the fields of other tables.
        own.map(|(_, node)| node).or_else(|| {
            let merged = self.fields().iter().find(|(name, _)| name == "<<").map(|(_, node)| node)?;
            merged.each().find_map(|table| table.get(key))
        })
    }

    /// The value along several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(super) fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    pub(super) fn fields(&self) -> &[(String, Self)] {
        if let Value::Table(fields) = &self.value { fields } else { &[] }
    }

    /// The items of a list, or the one value.
    pub(super) fn each(&self) -> impl Iterator<Item = &Self> {
        let single = !matches!(self.value, Value::List(_));
        self.items().iter().chain(single.then_some(self))
    }

    /// The texts of a list, or the one text.
    pub(super) fn texts(&self) -> Vec<String> {
        self.each().filter_map(Self::text).map(str::to_owned).collect()
    }
}

/// What is being read of YAML.
enum Open {
    List(Vec<Node>, usize, usize),
    Table(Vec<(String, Node)>, Option<String>, usize, usize),
}

fn yaml(text: &str) -> Option<Vec<Node>> {
    let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let byte = |marker: saphyr_parser::Marker| -> usize {
        let start = lines.get(marker.line().saturating_sub(1)).copied().unwrap_or(text.len());
        let rest = text.get(start..).unwrap_or_default();
        start + rest.char_indices().nth(marker.col()).map_or(rest.len(), |(at, _)| at)
    };
    let (mut documents, mut open, mut anchors, mut budget) = (Vec::new(), Vec::new(), HashMap::new(), VALUES);
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let (start, end) = (byte(span.start), byte(span.end));
        budget = budget.checked_sub(1)?;
        let (node, anchor) = match event {
            Event::SequenceStart(anchor, _) if open.len() < DEPTH => {
                open.push(Open::List(Vec::new(), start, anchor));
                continue;
            }
            Event::MappingStart(anchor, _) if open.len() < DEPTH => {
                open.push(Open::Table(Vec::new(), None, start, anchor));
                continue;
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => return None,
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(items, start, anchor) => (Node { value: Value::List(items), span: start..end }, anchor),
                Open::Table(fields, _, start, anchor) => (Node { value: Value::Table(fields), span: start..end }, anchor),
            },
            Event::Scalar(value, _, anchor, _) => (Node { value: Value::Text(value.into_owned()), span: start..end }, anchor),
            Event::Alias(anchor) => {
                let node: Node = anchors.get(&anchor).cloned().unwrap_or(Node { value: Value::Text(String::new()), span: start..end });
                budget = budget.checked_sub(count(&node))?;
                (node, 0)
            }
            _ => continue,
        };
        if anchor != 0 {
            budget = budget.checked_sub(count(&node))?;
            anchors.insert(anchor, node.clone());
        }
        match open.last_mut() {
            None => documents.push(node),
            Some(Open::List(items, ..)) => items.push(node),
            Some(Open::Table(fields, key, ..)) => match key.take() {
                Some(key) => fields.push((key, node)),
                None => *key = Some(node.text().unwrap_or_default().to_owned()),
            },
        }
    }
    Some(documents)
}

fn count(node: &Node) -> usize {
    1 + node.items().iter().map(count).sum::<usize>() + node.fields().iter().map(|(_, node)| count(node)).sum::<usize>()
}

fn json(text: &str) -> Option<Node> {
    let parsed = jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &jsonc_parser::ParseOptions::default());
    of_json(&parsed.ok()?.value?, DEPTH)
}

fn of_json(value: &jsonc_parser::ast::Value<'_>, depth: usize) -> Option<Node> {
    use jsonc_parser::ast::Value as Json;
    let depth = depth.checked_sub(1)?;
    let span = value.range().start..value.range().end;
    let value = match value {
        Json::StringLit(text) => Value::Text(text.value.to_string()),
        Json::NumberLit(number) => Value::Text(number.value.to_owned()),
        Json::BooleanLit(boolean) => Value::Text(boolean.value.to_string()),
        Json::NullKeyword(_) => Value::Text(String::new()),
        Json::Array(array) => Value::List(array.elements.iter().map(|value| of_json(value, depth)).collect::<Option<_>>()?),
        Json::Object(object) => {
            let field = |field: &jsonc_parser::ast::ObjectProp<'_>| Some((field.name.as_str().to_owned(), of_json(&field.value, depth)?));
            Value::Table(object.properties.iter().map(field).collect::<Option<_>>()?)
        }
    };
    Some(Node { value, span })
}

fn toml(text: &str) -> Option<Node> {
    let table = DeTable::parse(text).ok()?;
    Some(Node { span: table.span(), value: of_table(table.get_ref()) })
}

fn of_table(table: &DeTable<'_>) -> Value {
    let mut fields: Vec<(usize, (String, Node))> =
        table.iter().map(|(key, value)| (key.span().start, (key.get_ref().to_string(), of_toml(value)))).collect();
    fields.sort_by_key(|(start, _)| *start);
    Value::Table(fields.into_iter().map(|(_, field)| field).collect())
}

fn of_toml(value: &toml::Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(of_toml).collect()),
        DeValue::Table(table) => of_table(table),
        DeValue::Boolean(boolean) => Value::Text(boolean.to_string()),
        _ => Value::Text(String::new()),
    };
    Node { value, span }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_tree_for_three_forms() {
        for (path, text) in [
            ("a.yml", "on:\n  push: {branches: [main, 'é']}\nrun: |\n  a\n  b\n"),
            ("a.json", "{\"on\": {\"push\": {\"branches\": [\"main\", \"é\"]}}, // why\n\"run\": \"a\\nb\\n\"}"),
            ("a.toml", "run = \"a\\nb\\n\"\non.push.branches = [\"main\", \"é\"]\n"),
        ] {
            let documents = Node::read(Utf8Path::new(path), text);
            let [document] = &documents[..] else { panic!("{path}: {documents:?}") };
            let branches = document.at(&["on", "push", "branches"]).unwrap();
            assert_eq!(branches.texts(), ["main", "é"], "{path}");
            assert!(text[branches.items()[1].span.clone()].contains('é'), "{path}");
            let run = document.get("run").unwrap();
            assert_eq!(run.text(), Some("a\nb\n"), "{path}");
            assert!(text[run.span.clone()].contains('b'), "{path}: {}", &text[run.span.clone()]);
        }
    }

    #[test]
    fn anchors_and_merge_keys() {
        let text = "base: &base {image: node, script: [a]}\njob: {<<: *base, script: [b]}\n";
        let document = Node::read(Utf8Path::new("a.yml"), text).remove(0);
        assert_eq!(document.at(&["job", "image"]).and_then(Node::text), Some("node"));
        assert_eq!(document.at(&["job", "script"]).unwrap().texts(), ["b"]);
    }

    #[test]
    fn hostile_files_are_not_read() {
        let deep = "[".repeat(100_000);
        let laughs: Vec<String> = (1..40).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1)).collect();
        for path in ["a.yml", "a.json", "a.toml"] {
            assert!(Node::read(Utf8Path::new(path), &deep).is_empty(), "{path}");
        }
        assert!(Node::read(Utf8Path::new("a.yml"), &format!("a0: &a0 [x]\n{}", laughs.concat())).is_empty());
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a-cé:\\-{}\\[\\],&*|>\"'\\\\ \t\r\n#=]{0,60}") {
            for path in ["a.yml", "a.json", "a.toml"] {
                let documents = Node::read(Utf8Path::new(path), &text);
                for node in documents.iter().flat_map(|node| node.fields().iter().map(|(_, node)| node).chain([node])) {
                    prop_assert!(text.get(node.span.clone()).is_some(), "{path} {:?}", node.span);
                }
            }
        }
    }
}
