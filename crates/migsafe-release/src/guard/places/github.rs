//! GitHub Actions.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::{first, is_database_image, job, piece, reached, variables};
use crate::guard::document::Node;
use crate::guard::repository::{Job, Piece, Repository};
use crate::guard::{Place, Reached};

/// The jobs of all workflows.
pub(super) fn jobs(repository: &Repository<'_>) -> Vec<Job> {
    let paths = repository.files.keys().filter(|path| path.parent().is_some_and(|folder| folder == ".github/workflows"));
    let workflows: BTreeMap<&Utf8PathBuf, Node> =
        paths.filter_map(|path| Some((path, repository.documents(path).into_iter().next()?))).collect();
    let mut triggers: BTreeMap<&Utf8PathBuf, Vec<Place>> =
        workflows.iter().map(|(path, workflow)| (*path, places(workflow.get("on")))).collect();
    // A workflow that others call runs when they do; a call may lead to another.
    for _ in 0..4 {
        for (path, workflow) in &workflows {
            let own = triggers.get(path).cloned().unwrap_or_default();
            for (_, node) in workflow.get("jobs").map(Node::fields).unwrap_or_default() {
                let Some(called) = node.get("uses").and_then(Node::text).and_then(|uses| uses.strip_prefix("./")) else { continue };
                let Some(theirs) = triggers.get_mut(&Utf8PathBuf::from(called.split('@').next().unwrap_or(called))) else { continue };
                for place in narrowed(own.clone(), node) {
                    if !theirs.contains(&place) {
                        theirs.push(place);
                    }
                }
            }
        }
    }
    let each = workflows.iter().flat_map(|(path, workflow)| {
        let places = triggers.get(path).cloned().unwrap_or_default();
        workflow
            .get("jobs")
            .map(Node::fields)
            .unwrap_or_default()
            .iter()
            .filter_map(move |(name, node)| of_job(repository, path, workflow, name, node, &places))
    });
    each.collect()
}

/// When a workflow runs.
fn places(on: Option<&Node>) -> Vec<Place> {
    let Some(on) = on else { return Vec::new() };
    let named: Vec<(String, Option<&Node>)> = match on.fields() {
        [] => on.texts().into_iter().map(|name| (name, None)).collect(),
        fields => fields.iter().map(|(name, node)| (name.clone(), Some(node))).collect(),
    };
    let of = |(name, node): (String, Option<&Node>)| match name.as_str() {
        "push" => push(node),
        "pull_request" | "pull_request_target" | "merge_group" => vec![Place::PullRequest],
        "workflow_dispatch" | "repository_dispatch" | "issue_comment" => vec![Place::ByHand],
        "schedule" => vec![Place::Schedule],
        "release" => vec![Place::Tag],
        "workflow_run" => vec![Place::Branch(listed(node, "branches").unwrap_or_else(everything))],
        _ => Vec::new(),
    };
    let mut places: Vec<Place> = named.into_iter().flat_map(of).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn everything() -> Vec<String> {
    vec!["**".to_owned()]
}

fn listed(node: Option<&Node>, key: &str) -> Option<Vec<String>> {
    Some(node?.get(key)?.texts())
}

fn push(node: Option<&Node>) -> Vec<Place> {
    let (branches, tags) = (listed(node, "branches"), listed(node, "tags"));
    let ignored = listed(node, "branches-ignore").map(|ignored| {
        let negated = ignored.into_iter().map(|pattern| format!("!{pattern}"));
        everything().into_iter().chain(negated).collect()
    });
    match (branches.or(ignored), tags) {
        (None, None) => vec![Place::Branch(everything()), Place::Tag],
        (None, Some(_)) => vec![Place::Tag],
        (Some(branches), tags) => std::iter::once(Place::Branch(branches)).chain(tags.map(|_| Place::Tag)).collect(),
    }
}

/// The places that are left under an `if:`, as far as it can be read.
fn narrowed(places: Vec<Place>, node: &Node) -> Vec<Place> {
    let Some(condition) = node.get("if").and_then(Node::text) else { return places };
    // What one of several alternatives says is not what the whole says.
    if condition.contains("||") {
        return places;
    }
    let condition = condition.replace(['"', ' '], "").replace("==", "=");
    let branch = ["github.ref='refs/heads/", "github.ref_name='"]
        .iter()
        .find_map(|mark| condition.split_once(mark))
        .filter(|(before, _)| !before.ends_with('!'));
    let branch = branch.and_then(|(_, rest)| rest.split_once('\'')).map(|(branch, _)| branch.to_owned());
    let event = condition.split_once("github.event_name='").and_then(|(_, rest)| rest.split_once('\'')).map(|(event, _)| event.to_owned());
    let keeps = |place: &Place| match (place, event.as_deref()) {
        (_, None) => true,
        (Place::Branch(_) | Place::Tag, Some("push")) | (Place::Tag, Some("release")) => true,
        (Place::PullRequest, Some(event)) => event.starts_with("pull_request"),
        (Place::ByHand, Some(event)) => event.ends_with("_dispatch"),
        (Place::Schedule, Some(event)) => event == "schedule",
        _ => false,
    };
    let on_branch = |place: Place| match (&place, &branch) {
        (Place::Branch(_), Some(branch)) => Some(Place::Branch(vec![branch.clone()])),
        (Place::PullRequest | Place::Tag, Some(_)) => None,
        _ => Some(place),
    };
    places.into_iter().filter(keeps).filter_map(on_branch).collect()
}

fn of_job(repository: &Repository<'_>, path: &Utf8Path, workflow: &Node, name: &str, node: &Node, places: &[Place]) -> Option<Job> {
    let mut places = narrowed(places.to_vec(), node);
    let environment = node.get("environment").and_then(|node| node.text().or_else(|| node.get("name")?.text()));
    if let Some(environment) = environment.filter(|name| !name.contains("${{")) {
        // The environment says whose secrets the job sees, whatever started it.
        let by_itself = places.iter().any(|place| !matches!(place, Place::ByHand | Place::PullRequest | Place::Schedule));
        places.retain(|place| matches!(place, Place::ByHand | Place::PullRequest | Place::Schedule));
        if by_itself {
            places.push(Place::Environment(environment.to_owned()));
        }
    }
    let services = node.get("services").map(Node::fields).unwrap_or_default();
    let own =
        services.iter().find(|(_, service)| service.get("image").or(Some(service)).and_then(Node::text).is_some_and(is_database_image));
    let own = own.map_or(Reached::Unsaid, |(name, _)| Reached::Own(format!("the service container {name}")));
    let of_job = first([reached(&variables(node.get("env"))), reached(&variables(workflow.get("env")))]);
    let folder_of = |node: &Node| node.at(&["defaults", "run", "working-directory"]).and_then(Node::text).map(str::to_owned);
    let folder = folder_of(node).or_else(|| folder_of(workflow)).unwrap_or_default();
    let mut pieces = Vec::new();
    for step in node.get("steps").map(Node::items).unwrap_or_default() {
        let own_folder = step.get("working-directory").and_then(Node::text).unwrap_or(&folder);
        let directory = repository.folder(Utf8Path::new(""), own_folder);
        let database = first([reached(&variables(step.get("env"))), own.clone(), of_job.clone()]);
        if step.get("uses").and_then(Node::text).is_some_and(|uses| uses.to_ascii_lowercase().contains("postgres")) {
            pieces.push(Piece {
                path: path.to_owned(),
                span: step.span.clone(),
                text: "supabase start".to_owned(),
                directory: directory.clone(),
                database: Reached::Unsaid,
                condition: None,
            });
        }
        if let Some(uses) = step.get("uses").and_then(Node::text).filter(|uses| uses.starts_with("./")) {
            pieces.extend(action(repository, uses).into_iter().map(|piece| Piece { database: database.clone(), ..piece }));
        }
        let condition = step.get("if").and_then(Node::text).filter(|condition| asks_where(condition)).map(str::to_owned);
        if let Some(piece) = step.get("run").and_then(|run| piece(path, run, &directory)) {
            pieces.push(Piece { database, condition, ..piece });
        }
    }
    if pieces.is_empty() || places.is_empty() {
        return None;
    }
    job(places, format!("{path} job {name}"), pieces)
}

/// What the steps of an action in the repository run.
fn action(repository: &Repository<'_>, uses: &str) -> Vec<Piece> {
    let folder = crate::path::normal(Utf8Path::new(uses));
    let path = ["action.yml", "action.yaml"].iter().map(|name| folder.join(name)).find(|path| repository.files.contains_key(path));
    let Some(path) = path else { return Vec::new() };
    let documents = repository.documents(&path);
    let steps = documents.first().and_then(|document| document.at(&["runs", "steps"])).map(Node::items).unwrap_or_default();
    let pieces = steps.iter().filter_map(|step| {
        let directory = repository.folder(Utf8Path::new(""), step.get("working-directory").and_then(Node::text).unwrap_or_default());
        let condition = step.get("if").and_then(Node::text).filter(|condition| asks_where(condition)).map(str::to_owned);
        Some(Piece { condition, ..piece(&path, step.get("run")?, &directory)? })
    });
    pieces.collect()
}

/// Whether a step's `if:` asks for more than whether the steps before went well.
fn asks_where(condition: &str) -> bool {
    condition.contains("github.") || condition.contains("inputs.") || condition.contains("env.") || condition.contains("matrix.")
}
