//! The files of a repository that run commands.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::FileTree;

use super::callers;
use super::document::Node;
use super::targets::{self, Target};
use super::{Place, Reached};
use crate::path::normal;

/// What is known of the repository. Paths are from its root.
pub(super) struct Repository<'a> {
    tree: &'a dyn FileTree,
    root: &'a Utf8Path,
    /// Every file that may run commands, by its path, with its text.
    pub(super) files: BTreeMap<Utf8PathBuf, String>,
    pub(super) packages: Vec<Package>,
    /// Of each folder's Makefile and justfile.
    pub(super) targets: BTreeMap<Utf8PathBuf, Vec<(Utf8PathBuf, Target)>>,
    unread: RefCell<BTreeSet<Utf8PathBuf>>,
}

/// A `package.json`.
pub(super) struct Package {
    pub(super) path: Utf8PathBuf,
    pub(super) name: String,
    /// By name: text and place of the value.
    pub(super) scripts: Vec<(String, String, Range<usize>)>,
}

/// Something that runs texts of a shell, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) places: Vec<Place>,
    /// `Dockerfile`, `.github/workflows/deploy.yml job migrate`.
    pub(super) from: String,
    pub(super) pieces: Vec<Piece>,
}

/// A text of a shell in a file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) path: Utf8PathBuf,
    pub(super) span: Range<usize>,
    pub(super) text: String,
    /// What it runs in, from the root.
    pub(super) directory: Utf8PathBuf,
    pub(super) database: Reached,
    pub(super) condition: Option<String>,
}

/// A script.
pub(super) struct Script {
    pub(super) path: Utf8PathBuf,
    /// What it runs, as a shell would write it.
    pub(super) text: String,
    /// How long the file is, in bytes.
    pub(super) length: usize,
}

/// Folders of what is shown, tried or tested, and deployed nowhere; and of migrations, which are many.
const SKIPPED: [&str; 24] = [
    "example",
    "examples",
    "template",
    "templates",
    "sample",
    "samples",
    "fixture",
    "fixtures",
    "__fixtures__",
    "__tests__",
    "test",
    "tests",
    "e2e",
    "demo",
    "demos",
    "doc",
    "docs",
    "testdata",
    "playground",
    "playgrounds",
    "tutorial",
    "tutorials",
    "migrations",
    "node_modules",
];

/// So large is no file that a person wrote to run commands.
const LARGEST: usize = 1 << 20;

/// Folders with a dot that hold files which run commands.
const DOTTED: [&str; 2] = [".github", ".circleci"];

impl<'a> Repository<'a> {
    pub(super) fn read(tree: &'a dyn FileTree, root: &'a Utf8Path) -> Self {
        let mut repository =
            Self { tree, root, files: BTreeMap::new(), packages: Vec::new(), targets: BTreeMap::new(), unread: RefCell::default() };
        repository.walk(Utf8Path::new(""), 0);
        let (mut packages, mut all) = (Vec::new(), BTreeMap::<Utf8PathBuf, Vec<_>>::new());
        for (path, text) in &repository.files {
            match path.file_name() {
                Some("package.json") => packages.extend(package(path, text)),
                Some("project.json") => packages.extend(project(path, text)),
                Some(name) if is_targets(name) => {
                    let folder = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
                    all.entry(folder).or_default().extend(targets::of_file(path, text).into_iter().map(|target| (path.clone(), target)));
                }
                _ => {}
            }
        }
        (repository.packages, repository.targets) = (packages, all);
        repository
    }

    fn walk(&mut self, folder: &Utf8Path, depth: usize) {
        const DEEPEST: usize = 8;
        let Ok(entries) = self.tree.entries(&self.root.join(folder)) else { return };
        // Those of a chart are what Helm deploys.
        let is_chart = entries.iter().any(|entry| entry.path.file_name() == Some("Chart.yaml"));
        for entry in entries {
            let Some(name) = entry.path.file_name() else { continue };
            let path = if folder.as_str().is_empty() { Utf8PathBuf::from(name) } else { Utf8PathBuf::from(format!("{folder}/{name}")) };
            if entry.directory {
                let shown_only = SKIPPED.contains(&name) && !(name == "templates" && is_chart)
                    || name.ends_with("-template")
                    || name.ends_with("-demo")
                    || name.ends_with("-cookbook");
                if depth < DEEPEST && !shown_only && (!name.starts_with('.') || DOTTED.contains(&name)) {
                    self.walk(&path, depth + 1);
                }
            } else if may_run(&path, name) {
                self.load(&path);
            }
        }
    }

    fn load(&mut self, path: &Utf8Path) {
        match self.text(path) {
            Some(text) => drop(self.files.insert(path.to_owned(), text)),
            // Many a file in such a folder is something else, and larger than anybody writes.
            None if is_manifest(path) => {}
            None => self.say_unread(path),
        }
    }

    pub(super) fn text(&self, path: &Utf8Path) -> Option<String> {
        let bytes = self.tree.read(&self.root.join(path)).ok().filter(|bytes| bytes.len() <= LARGEST)?;
        String::from_utf8(bytes).ok()
    }

    /// The documents in a file; a file that none can be read of is said to be unread.
    pub(super) fn documents(&self, path: &Utf8Path) -> Vec<Node> {
        let Some(text) = self.files.get(path) else { return Vec::new() };
        let documents = Node::read(path, text);
        if documents.is_empty() && text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
            self.say_unread(path);
        }
        documents
    }

    fn say_unread(&self, path: &Utf8Path) {
        self.unread.borrow_mut().insert(path.to_owned());
    }

    pub(super) fn unread(&self) -> Vec<Utf8PathBuf> {
        self.unread.borrow().iter().cloned().collect()
    }

    /// A folder as a command names it. An absolute one is that of a container: its last parts may be the repository's.
    pub(super) fn folder(&self, from: &Utf8Path, named: &str) -> Utf8PathBuf {
        if named.contains('$') {
            return from.to_owned();
        }
        if !named.starts_with('/') {
            return normal(&from.join(named));
        }
        let suffixes = suffixes(named);
        suffixes.into_iter().find(|folder| self.tree.is_directory(&self.root.join(folder))).unwrap_or_else(|| from.to_owned())
    }

    /// A script as a command names it, with its text; of a program in another language than a shell's, the commands that it runs.
    pub(super) fn script(&self, from: &Utf8Path, named: &str) -> Option<Script> {
        let mut candidates = Vec::new();
        if named.starts_with('/') {
            candidates.extend(suffixes(named));
        } else {
            let named = named.rsplit(['}', ')']).next().unwrap_or(named).trim_start_matches('/');
            candidates.extend([normal(&from.join(named)), normal(Utf8Path::new(named))]);
        }
        let is_file = |path: &Utf8PathBuf| path.components().next().is_some() && self.tree.is_file(&self.root.join(path));
        let found = candidates.into_iter().find(is_file).or_else(|| {
            // Copied to another place in the image.
            let name = Utf8Path::new(named).file_name()?;
            let mut same = self.files.keys().filter(|path| path.file_name() == Some(name));
            let only = same.next().cloned();
            only.filter(|_| same.next().is_none())
        })?;
        let text = self.files.get(&found).cloned().or_else(|| self.text(&found))?;
        let length = text.len();
        if found.file_name().is_some_and(callers::is_program) {
            return Some(Script { text: callers::commands(&text), path: found, length });
        }
        let shell =
            found.extension() == Some("sh") || text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("sh"));
        shell.then_some(Script { path: found, text, length })
    }
}

/// The path without its first part, without its first two, …
fn suffixes(path: &str) -> Vec<Utf8PathBuf> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    (0..parts.len()).filter_map(|skipped| parts.get(skipped..)).map(|parts| Utf8PathBuf::from(parts.join("/"))).collect()
}

pub(super) fn is_targets(name: &str) -> bool {
    matches!(name, "Makefile" | "makefile" | "GNUmakefile" | "justfile" | "Justfile" | ".justfile") || targets::is_taskfile(name)
}

/// Whether a file may be a manifest of Kubernetes, by the folders it stands in.
pub(super) fn is_manifest(path: &Utf8Path) -> bool {
    const FOLDERS: [&str; 15] = [
        "k8s",
        "kubernetes",
        "kube",
        "manifests",
        "deploy",
        "deployment",
        "deployments",
        "helm",
        "charts",
        "chart",
        "kustomize",
        "overlays",
        "infra",
        "argocd",
        "gitops",
    ];
    let is_yaml = matches!(path.extension(), Some("yml" | "yaml"));
    is_yaml && path.parent().is_some_and(|folder| folder.components().any(|part| FOLDERS.contains(&part.as_str())))
}

pub(super) fn is_dockerfile(name: &str) -> bool {
    name == "Dockerfile"
        || name == "Containerfile"
        || name.starts_with("Dockerfile.") && !name.ends_with(".dockerignore")
        || name.ends_with(".Dockerfile")
        || name.ends_with(".dockerfile")
}

pub(super) fn is_compose(name: &str) -> bool {
    (name.starts_with("docker-compose") || name.starts_with("compose")) && matches!(Utf8Path::new(name).extension(), Some("yml" | "yaml"))
}

/// Whether a file may run commands, by its name.
fn may_run(path: &Utf8Path, name: &str) -> bool {
    const NAMES: [&str; 17] = [
        "package.json",
        "vercel.json",
        "netlify.toml",
        "railway.json",
        "railway.toml",
        "render.yaml",
        "app.json",
        "nixpacks.toml",
        "Procfile",
        ".gitlab-ci.yml",
        "bitbucket-pipelines.yml",
        "azure-pipelines.yml",
        "fly.toml",
        "render.yml",
        "nixpacks.json",
        "project.json",
        "config.yml",
    ];
    match name {
        "config.yml" => path == ".circleci/config.yml",
        _ if NAMES.contains(&name) || is_targets(name) || is_dockerfile(name) || is_compose(name) => true,
        _ if name.starts_with("fly.") && path.extension() == Some("toml") => true,
        "action.yml" | "action.yaml" => true,
        _ if is_manifest(path) => true,
        _ if path.parent().is_some_and(|folder| folder == ".github/workflows") => matches!(path.extension(), Some("yml" | "yaml")),
        _ => path.extension() == Some("sh") || path.extension().is_none() && path.parent().and_then(Utf8Path::file_name) == Some("bin"),
    }
}

fn package(path: &Utf8Path, text: &str) -> Option<Package> {
    let document = Node::read(path, text).into_iter().next()?;
    let name = document.get("name").and_then(Node::text).unwrap_or_default().to_owned();
    let scripts = document.get("scripts").map(Node::fields).unwrap_or_default();
    let scripts = scripts.iter().filter_map(|(name, node)| Some((name.clone(), node.text()?.to_owned(), node.span.clone()))).collect();
    Some(Package { path: path.to_owned(), name, scripts })
}

/// The targets of Nx's `project.json` that run commands: at the top of the workspace, unless they say otherwise.
fn project(path: &Utf8Path, text: &str) -> Option<Package> {
    let document = Node::read(path, text).into_iter().next()?;
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    let up = folder.components().map(|_| "..").collect::<Vec<_>>().join("/");
    let name = document.get("name").and_then(Node::text).or(folder.file_name()).unwrap_or_default().to_owned();
    let mut scripts = Vec::new();
    for (target, node) in document.get("targets").map(Node::fields).unwrap_or_default() {
        let options = node.get("options");
        let cwd = options.and_then(|options| options.get("cwd")).and_then(Node::text).unwrap_or_default();
        let listed = options.and_then(|options| options.get("commands")).map(Node::items).unwrap_or_default();
        let single = [node.get("command"), options.and_then(|options| options.get("command"))];
        let commands = single.into_iter().flatten().chain(listed).filter_map(|it| it.text().or_else(|| it.get("command")?.text()));
        let commands: Vec<&str> = commands.collect();
        if !commands.is_empty() {
            let text = format!("cd ./{up}/{}\n{}", cwd.replace("{projectRoot}", folder.as_str()), commands.join("\n"));
            scripts.push((target.clone(), text, node.span.clone()));
        }
    }
    Some(Package { path: path.to_owned(), name, scripts })
}

impl Package {
    /// Whether a package manager knows it: otherwise it is Nx's alone.
    pub(super) fn is_package(&self) -> bool {
        self.path.file_name() == Some("package.json")
    }

    pub(super) fn folder(&self) -> &Utf8Path {
        self.path.parent().unwrap_or(Utf8Path::new(""))
    }

    /// A script with those that the package manager runs before and after it.
    pub(super) fn pieces(&self, script: &str) -> Vec<(String, Piece)> {
        let (before, after) = (format!("pre{script}"), format!("post{script}"));
        let has = self.scripts.iter().any(|(name, ..)| name == script);
        let names = [before.as_str(), script, after.as_str()];
        let all = names.into_iter().filter(|_| has).filter_map(|wanted| self.scripts.iter().find(|(name, ..)| name == wanted));
        all.map(|(name, text, span)| {
            let piece = Piece {
                path: self.path.clone(),
                span: span.clone(),
                text: text.clone(),
                directory: self.folder().to_owned(),
                database: Reached::Unsaid,
                condition: None,
            };
            (name.clone(), piece)
        })
        .collect()
    }
}
