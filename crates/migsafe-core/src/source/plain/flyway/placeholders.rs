//! Flyway's placeholders: the values that its configuration gives them.
//!
//! Source: Flyway's documentation, *Placeholders* and *Configuration Files* (TOML, and the older `.conf`); Spring Boot's for `application.properties`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::super::super::files::glance;
use super::super::super::near::{pattern, upwards};
use super::super::super::tree::join;
use super::super::layout::Place;

/// Where Flyway's configuration stands, beside the migrations or above them.
const FILES: [&str; 6] = [
    "flyway.toml",
    "conf/flyway.toml",
    "flyway.conf",
    "conf/flyway.conf",
    "application.properties",
    "src/main/resources/application.properties",
];

/// `flyway.placeholders.name=value`, as in a properties file.
static PROPERTY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[ \t]*(?:spring\.)?flyway\.placeholders\.([A-Za-z0-9_.:-]+)[ \t]*[=:][ \t]*(.*?)[ \t]*\r?$"));
static SWITCHED_OFF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?mi)^[ \t]*(?:spring\.flyway\.|flyway\.)?placeholder-?Replacement[ \t]*=[ \t]*false\b"));

/// What stands for a text's placeholders. `None`: nothing is put in.
pub(super) fn values(place: &Place<'_>, text: &str) -> Option<Arc<BTreeMap<String, String>>> {
    if !text.contains("${") {
        return Some(Arc::default());
    }
    let mut values = BTreeMap::new();
    // The nearest file of a name wins.
    for folder in upwards(place.tree, &place.folder.path).into_iter().rev() {
        for name in FILES.into_iter().rev() {
            let Some(configuration) = glance(place.tree, &join(&folder, name)) else { continue };
            if SWITCHED_OFF.is_match(&configuration) {
                return None;
            }
            if name.contains(".toml") {
                values.extend(of_toml(&configuration));
            } else {
                values.extend(PROPERTY.captures_iter(&configuration).filter_map(|found| {
                    let (name, value) = (found.get(1)?.as_str(), found.get(2)?.as_str());
                    Some((name.to_owned(), value.to_owned()))
                }));
            }
        }
    }
    // One that holds another name is made when Flyway starts.
    values.retain(|_, value| !value.contains("${"));
    Some(Arc::new(values))
}

/// `[flyway.placeholders]`.
fn of_toml(text: &str) -> Vec<(String, String)> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let placeholders = table.get("flyway").and_then(|flyway| flyway.get("placeholders")).and_then(toml::Value::as_table);
    let value = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    };
    placeholders.into_iter().flatten().filter_map(|(name, own)| Some((name.clone(), value(own)?))).collect()
}
