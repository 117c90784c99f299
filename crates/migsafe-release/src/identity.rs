//! Who somebody is, and how sure that is.

use serde::{Deserialize, Serialize};

use crate::edges::{Edges, Environment};
use crate::policy::Assurance;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The e-mail address in lower case, or the CI provider's name for the person.
    pub name: String,
    /// How sure that is, as far as the record itself shows; a signature is checked anew whenever it counts.
    pub assurance: Assurance,
    /// What shows it: `git config user.email`, `GitHub Actions run 17 of org/repo`, `ED25519 key SHA256:…`.
    pub source: String,
}

/// Nobody can tell who acts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct IdentityError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A CI provider, and the variables in which it says who started the run.
struct Provider {
    name: &'static str,
    /// Set to `true` in its runs.
    mark: &'static str,
    /// The person; the first that is set.
    people: &'static [&'static str],
    /// The run's number.
    run: &'static str,
    /// The repository; parts that are joined with `/`.
    repository: &'static [&'static str],
}

/// As their own documentation of predefined variables names them.
const PROVIDERS: [Provider; 4] = [
    Provider {
        name: "GitHub Actions",
        mark: "GITHUB_ACTIONS",
        // Whoever starts a run again is not who started it first, and it is their doing.
        people: &["GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"],
        run: "GITHUB_RUN_ID",
        repository: &["GITHUB_REPOSITORY"],
    },
    Provider {
        name: "GitLab CI",
        mark: "GITLAB_CI",
        people: &["GITLAB_USER_EMAIL", "GITLAB_USER_LOGIN"],
        run: "CI_PIPELINE_ID",
        repository: &["CI_PROJECT_PATH"],
    },
    Provider {
        name: "CircleCI",
        mark: "CIRCLECI",
        people: &["CIRCLE_USERNAME"],
        run: "CIRCLE_BUILD_NUM",
        repository: &["CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME"],
    },
    Provider {
        name: "Buildkite",
        mark: "BUILDKITE",
        people: &["BUILDKITE_UNBLOCKER_EMAIL", "BUILDKITE_BUILD_CREATOR_EMAIL"],
        run: "BUILDKITE_BUILD_NUMBER",
        repository: &["BUILDKITE_ORGANIZATION_SLUG", "BUILDKITE_PIPELINE_SLUG"],
    },
];

/// Who acts now: in CI whom the provider names, else whom git is set up for. Either is attribution, not proof.
///
/// # Errors
/// Neither says.
pub fn who(edges: &Edges<'_>) -> Result<Actor, IdentityError> {
    let set = |name: &str| edges.environment.variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    if let Some(provider) = provider(edges.environment) {
        let person = provider.people.iter().find_map(|name| set(name)).ok_or_else(|| IdentityError {
            message: format!("{} does not say who started this run", provider.name),
            help: format!("set {}, or have a person do this at their own machine", provider.people.join(" or ")),
        })?;
        let run = set(provider.run).map(|run| format!(" run {run}")).unwrap_or_default();
        let repository: Vec<_> = provider.repository.iter().filter_map(|name| set(name)).collect();
        let repository = if repository.is_empty() { String::new() } else { format!(" of {}", repository.join("/")) };
        return Ok(Actor { name: person.to_lowercase(), assurance: Assurance::Ci, source: format!("{}{run}{repository}", provider.name) });
    }
    let email = edges.git.user().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty()).ok_or_else(|| {
        IdentityError { message: "git does not know who you are".to_owned(), help: "git config user.email you@example.com".to_owned() }
    })?;
    Ok(Actor { name: email, assurance: Assurance::Local, source: "git config user.email".to_owned() })
}

/// Whether this runs in CI of a provider that is known.
pub fn is_ci(environment: &dyn Environment) -> bool {
    provider(environment).is_some()
}

fn provider(environment: &dyn Environment) -> Option<&'static Provider> {
    PROVIDERS
        .iter()
        .find(|provider| environment.variable(provider.mark).is_some_and(|mark| mark.eq_ignore_ascii_case("true") || mark == "1"))
}

/// Whether two names are known to be one person's: the same, or GitHub's login and the address that GitHub hides theirs behind.
pub fn is_same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let name = name.trim().to_lowercase();
        match name.strip_suffix("@users.noreply.github.com") {
            Some(login) => login.split_once('+').map_or(login, |(_, login)| login).to_owned(),
            None => name,
        }
    };
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[test]
    fn ci_is_asked_before_git() {
        let mut world = World { user: Some("Jane@Example.org".to_owned()), ..World::default() };
        let local = Actor { name: "jane@example.org".into(), assurance: Assurance::Local, source: "git config user.email".into() };
        assert_eq!(who(&world.edges()), Ok(local));
        world.set(&[("GITHUB_ACTIONS", "true"), ("GITHUB_ACTOR", "Octocat"), ("GITHUB_RUN_ID", "17"), ("GITHUB_REPOSITORY", "org/repo")]);
        let ci = Actor { name: "octocat".into(), assurance: Assurance::Ci, source: "GitHub Actions run 17 of org/repo".into() };
        assert_eq!(who(&world.edges()), Ok(ci));
        world.set(&[("GITHUB_TRIGGERING_ACTOR", "again")]);
        assert_eq!(who(&world.edges()).unwrap().name, "again");
    }

    #[test]
    fn every_provider_is_known() {
        let mut world = World::default();
        world.set(&[("GITLAB_CI", "true"), ("GITLAB_USER_EMAIL", "Bo@example.org"), ("CI_PIPELINE_ID", "3"), ("CI_PROJECT_PATH", "a/b")]);
        let told = |world: &World| who(&world.edges()).map(|actor| format!("{} {}", actor.name, actor.source)).unwrap();
        assert_eq!(told(&world), "bo@example.org GitLab CI run 3 of a/b");
        let mut world = World::default();
        world.set(&[("CIRCLECI", "true"), ("CIRCLE_USERNAME", "bo"), ("CIRCLE_BUILD_NUM", "4"), ("CIRCLE_PROJECT_REPONAME", "b")]);
        assert_eq!(told(&world), "bo CircleCI run 4 of b");
        let mut world = World::default();
        world.set(&[("BUILDKITE", "true"), ("BUILDKITE_BUILD_CREATOR_EMAIL", "bo@example.org")]);
        assert_eq!(told(&world), "bo@example.org Buildkite");
    }

    #[test]
    fn nobody_is_an_error_and_ci_never_falls_back_on_git() {
        let mut world = World::default();
        assert_eq!(who(&world.edges()).unwrap_err().help, "git config user.email you@example.com");
        world.user = Some("runner@example.org".to_owned());
        world.set(&[("GITHUB_ACTIONS", "true"), ("GITHUB_ACTOR", " ")]);
        assert!(who(&world.edges()).unwrap_err().message.contains("GitHub Actions"));
        assert!(is_ci(&world));
    }

    #[test]
    fn a_hidden_address_is_the_login() {
        assert!(is_same_person("Octocat", "123+octocat@users.noreply.github.com") && is_same_person("a@b.c", "A@B.C"));
        assert!(!is_same_person("octocat", "octocat@example.org"));
    }
}
