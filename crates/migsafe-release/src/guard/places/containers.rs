//! Dockerfiles and compose files.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::{command, first, folder, is_database_image, is_for_developers, job, quoted, reached, variables};
use crate::guard::document::Node;
use crate::guard::repository::{Job, Piece, Repository};
use crate::guard::{Place, Reached};

/// `RUN` is the build; `ENTRYPOINT` and `CMD` of the last stage are the start.
pub(super) fn dockerfile(repository: &Repository<'_>, path: &Utf8Path, text: &str) -> Vec<Job> {
    if is_for_developers(path) {
        return Vec::new();
    }
    let mut directory = folder(path).to_owned();
    let mut database = Reached::Unsaid;
    let (mut build, mut entry, mut start) = (Vec::new(), None, None);
    for (span, line) in instructions(text) {
        let Some((word, rest)) = line.trim().split_once(char::is_whitespace) else { continue };
        match word.to_ascii_uppercase().as_str() {
            "FROM" => {
                (entry, start) = (None, None);
                folder(path).clone_into(&mut directory);
            }
            "WORKDIR" => directory = repository.folder(&directory, rest.trim()),
            "ENV" | "ARG" => {
                let pairs: Vec<(String, String)> = rest
                    .split_whitespace()
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                database = first([reached(&pairs), database]);
            }
            "RUN" => build.push(piece(path, span, run_text(rest), &directory, database.clone())),
            "CMD" => start = Some((span, exec_text(rest))),
            "ENTRYPOINT" => entry = Some((span, exec_text(rest))),
            _ => {}
        }
    }
    let starts = [entry, start].into_iter().flatten();
    // A value that the image was built with is replaced where it runs.
    let starts = starts.map(|(span, text)| piece(path, span, text, &directory, Reached::Unsaid)).collect();
    [job(vec![Place::Build], format!("{path} RUN"), build), job(vec![Place::Start], format!("{path} start"), starts)]
        .into_iter()
        .flatten()
        .collect()
}

fn piece(path: &Utf8Path, span: Range<usize>, text: String, directory: &Utf8Path, database: Reached) -> Piece {
    Piece { path: path.to_owned(), span, text, directory: directory.to_owned(), database, condition: None }
}

/// The instructions with their places, each with the lines that continue it; comments between them left out.
fn instructions(text: &str) -> Vec<(Range<usize>, String)> {
    let mut all: Vec<(Range<usize>, String)> = Vec::new();
    let (mut at, mut goes_on, mut heredoc) = (0, false, None::<String>);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(mark) = &heredoc {
            if line.trim() == mark {
                heredoc = None;
            } else if let Some((span, whole)) = all.last_mut() {
                span.end = at;
                whole.push_str(line);
            }
            continue;
        }
        if line.trim_start().starts_with('#') || goes_on && line.trim().is_empty() {
            continue;
        }
        match all.last_mut().filter(|_| goes_on) {
            Some((span, whole)) => {
                span.end = at;
                whole.push_str(line);
            }
            None => all.push((start..at, line.to_owned())),
        }
        goes_on = line.trim_end().ends_with('\\');
        // `RUN <<EOF` holds its commands in the lines that follow.
        if line.trim_start().to_ascii_uppercase().starts_with("RUN <<") {
            let mark = line.split("<<").nth(1).unwrap_or_default().trim_start_matches('-').split_whitespace().next().unwrap_or_default();
            heredoc = Some(mark.trim_matches(['"', '\'']).to_owned());
            if let Some((_, whole)) = all.last_mut() {
                "RUN \n".clone_into(whole);
            }
        }
    }
    all
}

/// Without `--mount=…` and the like, which are Docker's.
fn run_text(rest: &str) -> String {
    let mut rest = rest.trim_start();
    while rest.starts_with("--") {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or_default().trim_start_matches([' ', '\t', '\\', '\r', '\n']);
    }
    exec_text(rest)
}

/// `["sh", "-c", "…"]` as a shell would write it.
fn exec_text(rest: &str) -> String {
    match serde_json::from_str::<Vec<String>>(rest.trim()) {
        Ok(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
        Err(_) => rest.to_owned(),
    }
}

/// What the containers of a compose file run when they start. A database beside them is theirs.
pub(super) fn compose(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    if is_for_developers(path) {
        return Vec::new();
    }
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        let services = document.get("services").map(Node::fields).unwrap_or_default();
        let image = |service: &Node| service.get("image").and_then(Node::text).unwrap_or_default().to_owned();
        let own = services.iter().find(|(_, service)| is_database_image(&image(service)));
        for (name, service) in services {
            let directory: Utf8PathBuf = folder(path).to_owned();
            let said = first([
                own.map_or(Reached::Unsaid, |(name, _)| Reached::Own(format!("the container {name} beside it"))),
                reached(&variables(service.get("environment"))),
            ]);
            let pieces = ["entrypoint", "command"].into_iter().filter_map(|key| command(path, service.get(key)?, &directory));
            let pieces = pieces.map(|piece| Piece { database: said.clone(), ..piece }).collect();
            jobs.extend(job(vec![Place::Start], format!("{path} service {name}"), pieces));
        }
    }
    jobs
}
