//! The CI of other providers.

use camino::Utf8Path;

use super::{first, is_database_image, job, piece, reached, variables};
use crate::guard::document::Node;
use crate::guard::repository::{Job, Piece, Repository};
use crate::guard::{Place, Reached};

fn everything() -> Place {
    Place::Branch(vec!["**".to_owned()])
}

/// The pieces of lists of commands, nested as they may be.
fn pieces(path: &Utf8Path, node: Option<&Node>, database: &Reached) -> Vec<Piece> {
    let Some(node) = node else { return Vec::new() };
    let mut all = Vec::new();
    for item in node.each() {
        if item.items().is_empty() {
            all.extend(piece(path, item, Utf8Path::new("")).map(|piece| Piece { database: database.clone(), ..piece }));
        } else {
            all.extend(pieces(path, Some(item), database));
        }
    }
    all
}

fn own(services: Option<&Node>) -> Reached {
    let image =
        |service: &Node| service.text().or_else(|| service.get("name")?.text()).or_else(|| service.get("image")?.text()).map(str::to_owned);
    let found = services.and_then(|services| services.each().filter_map(image).find(|image| is_database_image(image)));
    found.map_or(Reached::Unsaid, |image| Reached::Own(format!("the service container {image}")))
}

/// Each table with a `script` is a job.
pub(super) fn gitlab(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        let whole = first([
            own(document.get("services").or_else(|| document.at(&["default", "services"]))),
            reached(&variables(document.get("variables"))),
        ]);
        for (name, node) in document.fields() {
            if node.get("script").is_none() || name.starts_with('.') {
                continue;
            }
            let database = first([own(node.get("services")), reached(&variables(node.get("variables"))), whole.clone()]);
            let before =
                node.get("before_script").or_else(|| document.at(&["default", "before_script"])).or_else(|| document.get("before_script"));
            let all =
                [before, node.get("script"), node.get("after_script")].into_iter().flat_map(|node| pieces(path, node, &database)).collect();
            jobs.extend(job(gitlab_places(node), format!("{path} job {name}"), all));
        }
    }
    jobs
}

fn gitlab_places(node: &Node) -> Vec<Place> {
    let manual = |node: &Node| node.get("when").and_then(Node::text) == Some("manual");
    if manual(node) {
        return vec![Place::ByHand];
    }
    let environment =
        node.get("environment").and_then(|node| node.text().or_else(|| node.get("name")?.text())).filter(|name| !name.contains('$'));
    if let Some(name) = environment {
        return vec![Place::Environment(name.to_owned())];
    }
    if let Some(only) = node.get("only") {
        let names = only.get("refs").unwrap_or(only).texts();
        let of = |name: &String| match name.as_str() {
            "merge_requests" => Place::PullRequest,
            "tags" => Place::Tag,
            "schedules" => Place::Schedule,
            "web" | "triggers" | "api" => Place::ByHand,
            "branches" => everything(),
            name => Place::Branch(vec![name.to_owned()]),
        };
        return names.iter().map(of).collect();
    }
    let rules = node.get("rules").map(Node::items).unwrap_or_default();
    let mut places = Vec::new();
    for rule in rules.iter().filter(|rule| rule.get("when").and_then(Node::text) != Some("never")) {
        let condition = rule.get("if").and_then(Node::text).unwrap_or_default();
        places.push(if manual(rule) {
            Place::ByHand
        } else if condition.contains("merge_request_event") || condition.contains("CI_MERGE_REQUEST") {
            Place::PullRequest
        } else if condition.contains("CI_COMMIT_TAG") {
            Place::Tag
        } else if let Some((_, branch)) = condition.split_once("== \"").filter(|(before, _)| before.contains("CI_COMMIT")) {
            Place::Branch(vec![branch.split('"').next().unwrap_or_default().to_owned()])
        } else if condition.contains("CI_DEFAULT_BRANCH") {
            Place::Branch(vec!["main".to_owned(), "master".to_owned()])
        } else {
            everything()
        });
    }
    if rules.is_empty() { vec![everything()] } else { places }
}

/// Each job with the branches that workflows give it.
pub(super) fn circle(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        for (name, node) in document.get("jobs").map(Node::fields).unwrap_or_default() {
            let database = first([own(node.get("docker")), reached(&variables(node.get("environment")))]);
            let mut all = Vec::new();
            for step in node.get("steps").map(Node::items).unwrap_or_default() {
                let Some(run) = step.get("run") else { continue };
                let said = first([reached(&variables(run.get("environment"))), database.clone()]);
                all.extend(pieces(path, run.get("command").or(Some(run).filter(|run| run.text().is_some())), &said));
            }
            jobs.extend(job(circle_places(&document, name), format!("{path} job {name}"), all));
        }
    }
    jobs
}

fn circle_places(document: &Node, name: &str) -> Vec<Place> {
    let mut places = Vec::new();
    for (_, workflow) in document.get("workflows").map(Node::fields).unwrap_or_default() {
        for entry in workflow.get("jobs").map(Node::items).unwrap_or_default() {
            let settings = entry.get(name);
            if settings.is_none() && entry.text() != Some(name) {
                continue;
            }
            let after_approval = settings
                .and_then(|node| node.get("requires"))
                .is_some_and(|node| node.texts().iter().any(|name| name.contains("approv") || name.contains("hold")));
            let branches = settings.and_then(|node| node.at(&["filters", "branches", "only"])).map(Node::texts);
            places.push(if after_approval { Place::ByHand } else { branches.map_or_else(everything, Place::Branch) });
        }
    }
    places
}

/// `pipelines:` by branch, pull request and hand.
pub(super) fn bitbucket(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        for (kind, node) in document.get("pipelines").map(Node::fields).unwrap_or_default() {
            match kind.as_str() {
                "default" => bitbucket_steps(path, node, &everything(), &mut jobs),
                _ => {
                    for (name, node) in node.fields() {
                        let place = match kind.as_str() {
                            "branches" => Place::Branch(vec![name.clone()]),
                            "tags" => Place::Tag,
                            "pull-requests" => Place::PullRequest,
                            _ => Place::ByHand,
                        };
                        bitbucket_steps(path, node, &place, &mut jobs);
                    }
                }
            }
        }
    }
    jobs
}

fn bitbucket_steps(path: &Utf8Path, node: &Node, place: &Place, jobs: &mut Vec<Job>) {
    for item in node.each() {
        if let Some(parallel) = item.get("parallel") {
            bitbucket_steps(path, parallel.get("steps").unwrap_or(parallel), place, jobs);
        }
        if let Some(stage) = item.at(&["stage", "steps"]) {
            bitbucket_steps(path, stage, place, jobs);
        }
        let Some(step) = item.get("step") else { continue };
        let place = match step.get("deployment").and_then(Node::text) {
            _ if step.get("trigger").and_then(Node::text) == Some("manual") => Place::ByHand,
            Some(name) if matches!(place, Place::Branch(_) | Place::Tag) => Place::Environment(name.to_owned()),
            _ => place.clone(),
        };
        let all = pieces(path, step.get("script"), &own(step.get("services")));
        let name = step.get("name").and_then(Node::text).unwrap_or("step");
        jobs.extend(job(vec![place], format!("{path} {name}"), all));
    }
}

/// Every `script`, `bash` and `pwsh` below, under the file's triggers.
pub(super) fn azure(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        let branches = document.get("trigger").map(|trigger| trigger.at(&["branches", "include"]).unwrap_or(trigger).texts());
        let mut places = match branches {
            Some(names) if names.iter().any(|name| name == "none") => vec![Place::ByHand],
            Some(names) if !names.is_empty() => vec![Place::Branch(names)],
            _ => vec![everything()],
        };
        if document.get("pr").is_some() {
            places.push(Place::PullRequest);
        }
        let mut all = Vec::new();
        azure_steps(path, &document, &reached(&variables(document.get("variables"))), &mut all);
        jobs.extend(job(places, path.to_string(), all));
    }
    jobs
}

fn azure_steps(path: &Utf8Path, node: &Node, database: &Reached, all: &mut Vec<Piece>) {
    let database = first([reached(&variables(node.get("env"))), own_of_services(node), database.clone()]);
    for (name, value) in node.fields() {
        match name.as_str() {
            "script" | "bash" | "pwsh" => all.extend(pieces(path, Some(value), &database)),
            _ => value.each().for_each(|item| azure_steps(path, item, &database, all)),
        }
    }
}

fn own_of_services(node: &Node) -> Reached {
    let services = node.get("services").map(Node::fields).unwrap_or_default();
    let found = services.iter().find(|(name, image)| is_database_image(name) || image.text().is_some_and(is_database_image));
    found.map_or(Reached::Unsaid, |(name, _)| Reached::Own(format!("the service container {name}")))
}
