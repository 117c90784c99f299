//! Kubernetes' manifests and Helm's templates of them.

use camino::Utf8Path;

use super::{is_for_developers, job, quoted, reached};
use crate::guard::Place;
use crate::guard::document::Node;
use crate::guard::repository::{Job, Piece, Repository};

/// Words in a path that say for which environment a manifest is.
const ENVIRONMENTS: [&str; 9] = ["staging", "stage", "prod", "production", "preview", "qa", "uat", "sandbox", "canary"];

/// What the containers of a manifest's pods run when they start.
pub(super) fn manifest(repository: &Repository<'_>, path: &Utf8Path, text: &str) -> Vec<Job> {
    if is_for_developers(path) || !text.contains("kind:") || !(text.contains("command:") || text.contains("args:")) {
        return Vec::new();
    }
    // A manifest that cannot be read is a template of something else: nothing is said of it.
    let documents = Node::read(path, &without_templates(text));
    documents.iter().flat_map(|document| of_document(repository, path, document)).collect()
}

fn of_document(repository: &Repository<'_>, path: &Utf8Path, document: &Node) -> Vec<Job> {
    let kind = document.get("kind").and_then(Node::text).unwrap_or_default();
    let (pod, place) = match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => (document.at(&["spec", "template", "spec"]), Place::Start),
        "Job" => (document.at(&["spec", "template", "spec"]), Place::ReleasePhase),
        "CronJob" => (document.at(&["spec", "jobTemplate", "spec", "template", "spec"]), Place::Schedule),
        "Pod" => (document.get("spec"), Place::Start),
        _ => return Vec::new(),
    };
    let Some(pod) = pod else { return Vec::new() };
    let named = path.components().flat_map(|part| part.as_str().split(['-', '_', '.'])).find(|word| ENVIRONMENTS.contains(word));
    let place = match named {
        Some(name) if place != Place::Schedule => Place::Environment(name.to_owned()),
        _ => place,
    };
    let containers = ["initContainers", "containers"].into_iter().filter_map(|key| pod.get(key)).flat_map(Node::items);
    let jobs = containers.filter_map(|container| {
        let words: Vec<String> = ["command", "args"].into_iter().filter_map(|key| container.get(key)).flat_map(Node::texts).collect();
        let first = ["command", "args"].into_iter().find_map(|key| container.get(key))?;
        let environment: Vec<(String, String)> = container
            .get("env")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|it| Some((it.get("name")?.text()?.to_owned(), it.get("value")?.text()?.to_owned())))
            .collect();
        let text = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        let piece = Piece {
            path: path.to_owned(),
            span: first.span.clone(),
            text,
            directory: repository.folder(Utf8Path::new(""), container.get("workingDir").and_then(Node::text).unwrap_or_default()),
            database: reached(&environment),
            condition: None,
        };
        let name = container.get("name").and_then(Node::text).unwrap_or_default();
        job(vec![place.clone()], format!("{path} {kind} container {name}"), vec![piece])
    });
    jobs.collect()
}

/// The text with Helm's `{{ … }}` made plain, every byte in its place: alone on its lines it is nothing, else a word.
fn without_templates(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inner, behind)) = after.split_once("}}") else { break };
        plain.push_str(before);
        let own = plain.rsplit('\n').next().unwrap_or_default().len();
        let is_alone = plain.ends_with('\n') || plain.get(plain.len() - own..).is_some_and(|line| line.trim().is_empty());
        let ends = behind.lines().next().is_none_or(|line| line.trim().is_empty());
        if is_alone && ends {
            // White space would count in a block of text; empty lines do not.
            plain.truncate(plain.len() - own);
            plain.extend(std::iter::repeat_n('\n', own + inner.len() + 4));
        } else {
            plain.extend(std::iter::repeat_n('x', inner.len() + 4));
        }
        rest = behind;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_keep_their_places() {
        let text = "{{- if .Values.a }}\nimage: {{ .Values.b | quote }}:1\n  {{ end }}\n{{/* two\nlines */}}\nx: {{ broken\n";
        let plain = without_templates(text);
        assert_eq!(plain.len(), text.len());
        let lines: Vec<&str> = plain.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["image: xxxxxxxxxxxxxxxxxxxxxxx:1", "x: {{ broken"]);
    }
}
