//! What the servers did, kept in one file beside the cases: the prediction can then be compared where no server runs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::case::{Case, read_majors};
use crate::observation::Observation;

/// The file's name, within the folder of the cases.
pub const FILE: &str = "measured.json";

/// What the servers did: case, major, observation.
pub type Measured = BTreeMap<String, BTreeMap<u8, Observation>>;

/// The name under which a case stands in the file.
pub fn key(case: &Case) -> String {
    format!("{}/{}", case.family, case.name)
}

/// Reads the file.
///
/// # Errors
/// It cannot be read, or its form is wrong.
pub fn read(folder: &Path) -> Result<Measured> {
    let file = folder.join(FILE);
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let kept: BTreeMap<String, BTreeMap<String, Observation>> = serde_json::from_str(&text)?;
    let mut measured = Measured::new();
    for (case, groups) in kept {
        let by_major = measured.entry(case).or_default();
        for (range, observation) in groups {
            by_major.extend(read_majors(&range)?.into_iter().map(|major| (major, observation.clone())));
        }
    }
    Ok(measured)
}

/// The file's text: a line a case, in the order of their names.
///
/// # Errors
/// None that can be foreseen; the serializer has a way to fail.
pub fn write(measured: &Measured) -> Result<String> {
    let mut text = "{\n".to_owned();
    for (number, (case, by_major)) in measured.iter().enumerate() {
        let groups: Vec<String> = fold(by_major)
            .into_iter()
            .map(|(majors, observation)| Ok(format!("{}: {}", serde_json::to_string(&majors)?, serde_json::to_string(observation)?)))
            .collect::<Result<_>>()?;
        let comma = if number + 1 < measured.len() { "," } else { "" };
        writeln!(text, "{}: {{ {} }}{comma}", serde_json::to_string(case)?, groups.join(", "))?;
    }
    text.push_str("}\n");
    Ok(text)
}

/// Majors with equal observations together, `14-18`, the lowest first.
pub fn fold(by_major: &BTreeMap<u8, Observation>) -> Vec<(String, &Observation)> {
    let mut groups: Vec<(Vec<u8>, &Observation)> = Vec::new();
    for (major, observation) in by_major {
        match groups.iter_mut().find(|(_, known)| *known == observation) {
            Some((majors, _)) => majors.push(*major),
            None => groups.push((vec![*major], observation)),
        }
    }
    groups.into_iter().map(|(majors, observation)| (ranges(&majors), observation)).collect()
}

/// `14-16,18` for ascending majors.
pub fn ranges(majors: &[u8]) -> String {
    let mut parts: Vec<(u8, u8)> = Vec::new();
    for major in majors {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *major => *last = *major,
            _ => parts.push((*major, *major)),
        }
    }
    let part = |(first, last): &(u8, u8)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    parts.iter().map(part).collect::<Vec<_>>().join(",")
}
