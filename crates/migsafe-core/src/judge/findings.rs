//! What becomes of findings once all are there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use camino::Utf8PathBuf;

use crate::report::{Finding, ProjectReport};
use crate::source::History;
use crate::sql;

/// A finding of the project as a whole stands at the migration whose file it names, if that one is judged; else at the project.
pub(super) fn place_project_findings(report: &mut ProjectReport, findings: Vec<Finding>) {
    let mut places: HashMap<Utf8PathBuf, Vec<usize>> = HashMap::new();
    for (at, migration) in report.migrations.iter().enumerate() {
        places.entry(migration.path.clone()).or_default().push(at);
    }
    let mut touched = BTreeSet::new();
    for finding in findings {
        let ends_before = |at: &usize| report.migrations.get(*at).is_some_and(|it| it.part.end <= finding.span.start);
        let place = places.get(&finding.path).and_then(|several| several.get(several.partition_point(ends_before)).or(several.last()));
        match place.and_then(|at| Some((*at, report.migrations.get_mut(*at)?))) {
            Some((at, migration)) => {
                migration.findings.push(finding);
                touched.insert(at);
            }
            None => report.findings.push(finding),
        }
    }
    for at in touched {
        if let Some(migration) = report.migrations.get_mut(at) {
            migration.findings.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
        }
    }
}

/// What is said to people names placeholders as they wrote them.
pub(super) fn restore_placeholders(history: &History, report: &mut ProjectReport) {
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    for migration in &history.migrations {
        let Some(values) = migration.up.placeholders.as_ref().filter(|_| migration.up.text.contains("${")) else { continue };
        sql::unknown_placeholders(&migration.up.text, values, |own, read| drop(written.insert(read.to_owned(), own.to_owned())));
    }
    if written.is_empty() {
        return;
    }
    let restore = |text: &mut String| {
        if text.contains("__") {
            for (read, own) in &written {
                *text = text.replace(read, own);
            }
        }
    };
    for finding in report.findings.iter_mut().chain(report.migrations.iter_mut().flat_map(|migration| &mut migration.findings)) {
        restore(&mut finding.message);
        restore(&mut finding.label);
        finding.help.iter_mut().for_each(restore);
        finding.related.iter_mut().for_each(|related| restore(&mut related.message));
        for step in finding.fix.iter_mut().flat_map(|fix| &mut fix.steps) {
            restore(&mut step.title);
            restore(&mut step.sql);
        }
    }
}
