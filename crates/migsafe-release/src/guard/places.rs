//! The files that say when something runs.

mod ci;
mod containers;
mod github;
mod kubernetes;
mod platforms;

use camino::Utf8Path;

use super::document::Node;
use super::repository::{Job, Piece, Repository, is_compose, is_dockerfile, is_manifest};
use super::{Place, Reached};

/// Everything in the repository that runs by itself.
pub(super) fn jobs(repository: &Repository<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (path, text) in &repository.files {
        let Some(name) = path.file_name() else { continue };
        match name {
            "package.json" => jobs.extend(platforms::package(repository, path)),
            "vercel.json" | "netlify.toml" | "railway.json" | "railway.toml" | "render.yaml" | "render.yml" | "app.json"
            | "nixpacks.toml" => {
                jobs.extend(platforms::platform(repository, path, name));
            }
            "Procfile" => jobs.extend(platforms::procfile(path, text)),
            _ if name.starts_with("fly.") => jobs.extend(platforms::platform(repository, path, "fly.toml")),
            ".gitlab-ci.yml" => jobs.extend(ci::gitlab(repository, path)),
            "config.yml" => jobs.extend(ci::circle(repository, path)),
            "bitbucket-pipelines.yml" => jobs.extend(ci::bitbucket(repository, path)),
            "azure-pipelines.yml" => jobs.extend(ci::azure(repository, path)),
            _ if path.starts_with(".github/workflows") => {}
            _ if is_dockerfile(name) => jobs.extend(containers::dockerfile(repository, path, text)),
            _ if is_compose(name) => jobs.extend(containers::compose(repository, path)),
            _ if is_manifest(path) => jobs.extend(kubernetes::manifest(repository, path, text)),
            _ => {}
        }
    }
    jobs.extend(github::jobs(repository));
    jobs
}

/// The text of a value as a piece that runs in a folder.
fn piece(path: &Utf8Path, node: &Node, directory: &Utf8Path) -> Option<Piece> {
    let text = node.text().filter(|text| !text.trim().is_empty())?;
    Some(Piece {
        path: path.to_owned(),
        span: node.span.clone(),
        text: text.to_owned(),
        directory: directory.to_owned(),
        database: Reached::Unsaid,
        condition: None,
    })
}

/// The words of a list as one command, or the one text.
fn command(path: &Utf8Path, node: &Node, directory: &Utf8Path) -> Option<Piece> {
    if node.items().is_empty() {
        return piece(path, node, directory);
    }
    let text = node.texts().iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    Some(Piece {
        path: path.to_owned(),
        span: node.span.clone(),
        text,
        directory: directory.to_owned(),
        database: Reached::Unsaid,
        condition: None,
    })
}

/// A word of a list as a shell would need it.
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "-_./:=@,+%{}$".contains(character);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn job(places: Vec<Place>, from: String, pieces: Vec<Piece>) -> Option<Job> {
    (!pieces.is_empty()).then_some(Job { places, from, pieces })
}

/// Whether a file's name says that it is for a developer's machine or for tests.
fn is_for_developers(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
    let mut parts = name.split(['.', '-', '_']);
    parts.any(|part| {
        matches!(part, "dev" | "develop" | "development" | "local" | "test" | "tests" | "testing" | "ci" | "e2e" | "override" | "debug")
    }) || path.components().any(|part| matches!(part.as_str(), ".devcontainer" | "dev" | "development" | "local"))
}

/// The folder that a file stands in.
fn folder(path: &Utf8Path) -> &Utf8Path {
    path.parent().unwrap_or(Utf8Path::new(""))
}

/// Whether an image is that of a database.
fn is_database_image(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    ["postgres", "pgvector", "timescale", "postgis", "mysql", "mariadb", "cockroach", "supabase"]
        .iter()
        .any(|known| name.contains(known) || image.contains(known))
}

/// The fields of a table as variables.
fn variables(node: Option<&Node>) -> Vec<(String, String)> {
    let Some(node) = node else { return Vec::new() };
    let fields = node.fields().iter().filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned())));
    // Compose also lists them: `- NAME=value`.
    let listed =
        node.items().iter().filter_map(|item| item.text()?.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
    fields.chain(listed).collect()
}

fn reached(variables: &[(String, String)]) -> Reached {
    super::database::of_variables(variables.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The first that says something.
fn first(said: impl IntoIterator<Item = Reached>) -> Reached {
    said.into_iter().find(|reached| *reached != Reached::Unsaid).unwrap_or(Reached::Unsaid)
}
