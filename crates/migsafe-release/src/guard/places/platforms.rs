//! Package scripts that platforms run, and the platforms' own files.

use camino::{Utf8Path, Utf8PathBuf};

use super::{command, folder, job};
use crate::guard::document::Node;
use crate::guard::repository::{Job, Piece, Repository};
use crate::guard::{Place, Reached};

/// Scripts that a platform or the package manager runs by their names.
const BUILD: [&str; 6] = ["build", "vercel-build", "heroku-postbuild", "gcp-build", "postinstall", "prepare"];

/// Scripts of a `package.json` that run without being called.
pub(super) fn package(repository: &Repository<'_>, path: &Utf8Path) -> Vec<Job> {
    let Some(package) = repository.packages.iter().find(|package| package.path == path) else { return Vec::new() };
    // `vercel-build` takes the place of `build`, and so does the command of a file of the platform.
    let other = package.scripts.iter().any(|(name, ..)| name == "vercel-build") || has_build_command(repository, folder(path));
    let of = |place: Place, name: &str| {
        let pieces = package.pieces(name).into_iter().map(|(_, piece)| piece).collect();
        job(vec![place], format!("{path} script {name}"), pieces)
    };
    let builds = BUILD.iter().filter(|name| !(other && **name == "build")).filter_map(|name| of(Place::Build, name));
    builds.chain(of(Place::Start, "start")).collect()
}

fn has_build_command(repository: &Repository<'_>, folder: &Utf8Path) -> bool {
    let keys: [(&str, &[&str]); 3] =
        [("vercel.json", &["buildCommand"]), ("netlify.toml", &["build", "command"]), ("railway.json", &["build", "buildCommand"])];
    keys.iter().any(|(name, keys)| {
        let documents = repository.documents(&folder.join(name));
        documents.iter().any(|document| document.at(keys).and_then(Node::text).is_some_and(|text| !text.is_empty()))
    })
}

/// The commands of a platform's file.
pub(super) fn platform(repository: &Repository<'_>, path: &Utf8Path, name: &str) -> Vec<Job> {
    let mut jobs = Vec::new();
    for document in repository.documents(path) {
        let mut add = |place: Place, node: Option<&Node>, directory: &Utf8Path| {
            let pieces: Vec<Piece> = match node {
                Some(node) if name == "nixpacks.toml" || name.starts_with("railway") => {
                    node.each().filter_map(|item| command(path, item, directory)).collect()
                }
                Some(node) => command(path, node, directory).into_iter().collect(),
                None => Vec::new(),
            };
            jobs.extend(job(vec![place], path.to_string(), pieces));
        };
        let here = folder(path);
        match name {
            "vercel.json" => {
                add(Place::Build, document.get("installCommand"), here);
                add(Place::Build, document.get("buildCommand"), here);
            }
            "netlify.toml" => {
                let base = document.at(&["build", "base"]).and_then(Node::text).unwrap_or_default();
                add(Place::Build, document.at(&["build", "command"]), &repository.folder(here, base));
                add(Place::Build, document.at(&["context", "production", "command"]), &repository.folder(here, base));
            }
            "railway.json" | "railway.toml" => {
                add(Place::Build, document.at(&["build", "buildCommand"]), here);
                add(Place::ReleasePhase, document.at(&["deploy", "preDeployCommand"]), here);
                add(Place::Start, document.at(&["deploy", "startCommand"]), here);
            }
            "nixpacks.toml" => {
                for (_, phase) in document.get("phases").map(Node::fields).unwrap_or_default() {
                    add(Place::Build, phase.get("cmds"), here);
                }
                add(Place::Start, document.at(&["start", "cmd"]), here);
            }
            "render.yaml" | "render.yml" => {
                for service in document.get("services").map(Node::items).unwrap_or_default() {
                    let directory: Utf8PathBuf = repository.folder(here, service.get("rootDir").and_then(Node::text).unwrap_or_default());
                    add(Place::Build, service.get("buildCommand"), &directory);
                    add(Place::ReleasePhase, service.get("preDeployCommand"), &directory);
                    add(Place::Start, service.get("startCommand").or_else(|| service.get("dockerCommand")), &directory);
                }
            }
            "fly.toml" => {
                add(Place::ReleasePhase, document.at(&["deploy", "release_command"]), here);
                for (_, process) in document.get("processes").map(Node::fields).unwrap_or_default() {
                    add(Place::Start, Some(process), here);
                }
            }
            "app.json" => add(Place::ReleasePhase, document.at(&["scripts", "postdeploy"]), here),
            _ => {}
        }
    }
    jobs
}

/// `release: alembic upgrade head`.
pub(super) fn procfile(path: &Utf8Path, text: &str) -> Vec<Job> {
    let mut at = 0;
    let mut jobs = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        let Some((name, run)) = line.split_once(':').filter(|(name, _)| !name.starts_with('#')) else { continue };
        let piece = Piece {
            path: path.to_owned(),
            span,
            text: run.trim().to_owned(),
            directory: folder(path).to_owned(),
            database: Reached::Unsaid,
            condition: None,
        };
        let place = if name.trim() == "release" { Place::ReleasePhase } else { Place::Start };
        jobs.extend(job(vec![place], format!("{path} {}", name.trim()), vec![piece]));
    }
    jobs
}
