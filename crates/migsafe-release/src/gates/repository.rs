//! The repository: what is committed, merged and still there.

use camino::{Utf8Path, Utf8PathBuf};

use crate::edges::Files;
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::git::{Git, GitError};
use crate::policy::Reference;

/// So many files or commits are named in one line of evidence.
const NAMED: usize = 5;

/// Nothing below the migrations' folders is other than it is committed: the migrate command would run what lies there.
///
/// `judged` are the texts that were judged, by their paths from the root: where their commit is checked out, no filter of git's may have put others in their place.
pub(crate) fn clean_tree(
    git: &dyn Git,
    files: &dyn Files,
    roots: &[Utf8PathBuf],
    commit: &str,
    judged: &[(&Utf8Path, &str)],
) -> GateReport {
    const GATE: Gate = Gate::of_moment("clean-tree", GateKind::Integrity);
    let places = || roots.iter().map(|root| if root.as_str().is_empty() { "." } else { root.as_str() }).collect::<Vec<_>>().join(", ");
    if roots.is_empty() {
        return GateReport::pass(GATE, "there is no folder of migrations");
    }
    let mut found: Vec<String> = match git.uncommitted(roots) {
        Ok(files) => files.iter().map(|file| format!("{} is {}", file.path, file.state)).collect(),
        Err(error) => return cannot_tell(GATE, &error),
    };
    if found.is_empty() && git.resolve("HEAD").is_ok_and(|head| head == commit) {
        let other = judged.iter().filter(|(path, text)| files.read(&git.root().join(path)).is_ok_and(|bytes| !is_same_text(&bytes, text)));
        found.extend(other.map(|(path, _)| format!("{path} is not what was judged: a filter of git's makes it another on checkout")));
    }
    if found.is_empty() {
        return GateReport::pass(GATE, format!("everything below {} is committed", places()));
    }
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    GateReport::new(GATE, Answer::Fail, found).next("commit these files or take them away: git status --ignored")
}

/// Whether a file holds the text, however its lines end.
fn is_same_text(bytes: &[u8], text: &str) -> bool {
    let without_returns = |bytes: &[u8]| bytes.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<u8>>();
    bytes == text.as_bytes() || without_returns(bytes) == without_returns(text.as_bytes())
}

/// The reference means the commit that somebody saw: `expected` is the plan that they name, `actual` the one that the facts make.
pub(crate) fn reference(
    given: &str,
    commit: &str,
    expected: Option<&str>,
    actual: &crate::canonical::Digest,
    approved_at: Option<&str>,
) -> GateReport {
    const GATE: Gate = Gate::of_moment("ref", GateKind::Integrity);
    match expected {
        Some(expected) if !actual.is_meant_by(expected) => {
            let seen = approved_at.map(|commit| format!(" (it was approved at {})", short(commit))).unwrap_or_default();
            GateReport::fail(
                GATE,
                format!("plan {expected} is no more{seen}: {given} is {} now, which makes plan {}", short(commit), actual.short()),
            )
            .next("look at what changed, and have the new plan approved: migsafe release plan")
        }
        Some(_) => GateReport::pass(GATE, format!("{given} is {}, as in the plan", short(commit))),
        None => GateReport::pass(GATE, format!("{given} is {}, and the plan pins it", short(commit))),
    }
}

/// Nothing runs before it is merged: the commit stands on the environment's branch, or under one of its tags.
pub(crate) fn merged(git: &dyn Git, wanted: &Reference, commit: &str) -> GateReport {
    const GATE: Gate = Gate::of_moment("merged", GateKind::Risk);
    match wanted {
        Reference::Branch(branch) => {
            // What the remote has is what others see; a branch of the same name here may hold anything.
            let tip = git.resolve(&format!("refs/remotes/origin/{branch}")).map(|tip| (format!("origin/{branch}"), tip));
            let tip = tip.or_else(|_| git.resolve(&format!("refs/heads/{branch}")).map(|tip| (branch.clone(), tip)));
            let Ok((name, tip)) = tip else {
                return GateReport::unknown(GATE, format!("there is no branch {branch} here to compare with"))
                    .next(format!("git fetch origin {branch}"));
            };
            match git.is_ancestor(commit, &tip) {
                Ok(true) => GateReport::pass(GATE, format!("{} stands on {name}", short(commit))),
                Ok(false) => GateReport::fail(GATE, format!("{} is not on {name}: nothing is applied before it is merged", short(commit)))
                    .next(format!("merge it into {branch}")),
                Err(error) => cannot_tell(GATE, &error),
            }
        }
        Reference::Tag(pattern) => match git.tags_at(commit) {
            Ok(tags) => match tags.iter().find(|tag| tag_matches(pattern, tag)) {
                Some(tag) => GateReport::pass(GATE, format!("{} is tagged {tag}", short(commit))),
                None => GateReport::fail(GATE, format!("no tag {pattern} stands at {}", short(commit))).next(format!(
                    "git tag {} {} && git push --tags",
                    pattern.replace('*', "…"),
                    short(commit)
                )),
            },
            Err(error) => cannot_tell(GATE, &error),
        },
    }
}

/// Whether the tag has the policy's pattern. A pattern that is none matches nothing.
fn tag_matches(pattern: &str, tag: &str) -> bool {
    globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(tag))
}

/// The last released commit still stands behind this one: nobody has rewritten the history that was released.
pub(crate) fn released_history(git: &dyn Git, base: Option<&str>, commit: &str, environment: &str) -> GateReport {
    const GATE: Gate = Gate::of_moment("released-history", GateKind::Integrity);
    let Some(base) = base else {
        return GateReport::unknown(GATE, format!("nothing is recorded as released to {environment}"))
            .next(format!("migsafe release adopt --env {environment} --at COMMIT"));
    };
    match git.is_ancestor(base, commit) {
        Ok(true) => GateReport::pass(GATE, format!("{}, which {environment} holds, stands behind {}", short(base), short(commit))),
        Ok(false) => GateReport::fail(
            GATE,
            format!(
                "{environment} holds {}, which does not stand behind {}: the history was rewritten, or this is an older commit",
                short(base),
                short(commit)
            ),
        )
        .next(format!("release a commit that has {} behind it", short(base))),
        Err(_) => GateReport::fail(GATE, format!("{environment} holds {}, and there is no such commit here", short(base)))
            .next("fetch the whole history: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"),
    }
}

/// A commit as people write it.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn cannot_tell(gate: Gate, error: &GitError) -> GateReport {
    let report = GateReport::unknown(gate, error.message.clone());
    match &error.help {
        Some(help) => report.next(help.clone()),
        None => report,
    }
}
