//! Whose database a command reaches, as far as variables and arguments say.

use super::Reached;
use crate::gates::target::Address;

/// Parts of the names of variables that hold a database's address or host.
const NAMES: [&str; 12] = [
    "DATABASE_URL",
    "DATABASE_URI",
    "DATABASE_DIRECT",
    "DIRECT_URL",
    "DIRECT_DATABASE",
    "POSTGRES",
    "PGHOST",
    "DB_URL",
    "DB_HOST",
    "DB_URI",
    "SQLALCHEMY",
    "DATABASE_HOST",
];

/// What variables say, the first that says something.
pub(super) fn of_variables<'a>(variables: impl Iterator<Item = (&'a str, &'a str)>) -> Reached {
    let addresses = variables.filter(|(name, _)| {
        let name = name.to_ascii_uppercase();
        NAMES.iter().any(|part| name.contains(part)) && !["PASSWORD", "USER", "_DB", "PORT"].iter().any(|part| name.ends_with(part))
    });
    let said: Vec<Reached> = addresses.map(|(name, value)| of_value(name, value)).filter(|reached| *reached != Reached::Unsaid).collect();
    // One address that leads out counts more than one that does not.
    let out = said.iter().find(|reached| matches!(reached, Reached::Variable(_)));
    out.or(said.first()).cloned().unwrap_or(Reached::Unsaid)
}

/// What the words of a command say: an address, or a file of variables for tests.
pub(super) fn of_words(words: &[String]) -> Reached {
    for (index, word) in words.iter().enumerate() {
        let value = word.split_once('=').map_or(word.as_str(), |(_, value)| value);
        if value.contains("://") && is_own(value) {
            return Reached::Own("a local address".to_owned());
        }
        let before = index.checked_sub(1).and_then(|index| words.get(index)).map_or("", String::as_str);
        let names_file = matches!(before, "-e" | "--env-file" | "-f") || word.starts_with("--env-file=") || word.starts_with("-e=");
        let file = value.rsplit('/').next().unwrap_or(value).to_ascii_lowercase();
        if names_file && file.contains(".env") && ["test", "local", "dev", "ci"].iter().any(|part| file.contains(part)) {
            return Reached::Own(format!("it reads {value}"));
        }
        if matches!(before, "--url" | "--db-url" | "--database-url") {
            return of_value("", value);
        }
    }
    Reached::Unsaid
}

fn of_value(name: &str, value: &str) -> Reached {
    if is_own(value) {
        return Reached::Own(if name.is_empty() { "a local address".to_owned() } else { format!("{name} is a local address") });
    }
    let named = ["secrets.", "vars.", "env."].iter().find_map(|mark| value.split_once(mark)).map(|(_, rest)| rest);
    let named =
        named.or_else(|| value.trim_start_matches('"').strip_prefix("${").or_else(|| value.trim_start_matches('"').strip_prefix('$')));
    let name =
        named.map(|rest| rest.chars().take_while(|character| character.is_ascii_alphanumeric() || *character == '_').collect::<String>());
    name.filter(|name| !name.is_empty()).map_or(Reached::Unsaid, Reached::Variable)
}

/// Whether an address or host is that of the own machine or of a container beside: one without a domain.
fn is_own(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']);
    let own = |host: &str| {
        !host.is_empty() && !host.contains(['.', '$', ' '])
            || host.starts_with("127.")
            || host == "0.0.0.0"
            || host == "host.docker.internal"
            || host.rsplit('.').next() == Some("local")
    };
    match Address::read(value) {
        Ok(address) => address.servers.iter().all(|server| own(&server.host)),
        // A host alone, or an address that is put together of variables round a local host.
        Err(_) => {
            !value.contains("://") && own(value)
                || ["@localhost", "@127.0.0.1", "//localhost", "@postgres:", "@db:"].iter().any(|part| value.contains(part))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_database() {
        let one = |name: &str, value: &str| of_variables(std::iter::once((name, value)));
        for value in
            ["postgres://u:p@localhost:5432/x", "postgresql://u:p@postgres/x", "postgres://$U:$P@localhost/x", "postgres://u:p@127.0.0.1/x"]
        {
            assert!(matches!(one("DATABASE_URL", value), Reached::Own(_)), "{value}");
        }
        assert_eq!(one("DATABASE_URL", "${{ secrets.PROD_DATABASE_URL }}"), Reached::Variable("PROD_DATABASE_URL".to_owned()));
        assert_eq!(one("DATABASE_URL", "$PROD_URL"), Reached::Variable("PROD_URL".to_owned()));
        assert_eq!(one("DATABASE_URL", "postgres://u:p@db.example.com/x"), Reached::Unsaid);
        assert_eq!(one("POSTGRES_PASSWORD", "localhost"), Reached::Unsaid);
        assert!(matches!(one("DB_HOST", "postgres"), Reached::Own(_)));
        let both = [("DATABASE_URL", "postgres://localhost/x"), ("DIRECT_URL", "${{ secrets.D }}")];
        assert_eq!(of_variables(both.into_iter()), Reached::Variable("D".to_owned()));
        let words = |text: &str| of_words(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(matches!(words("dotenv -e ../.env.test -- prisma migrate deploy"), Reached::Own(_)));
        assert_eq!(words("dotenv -e ../.env -- prisma migrate deploy"), Reached::Unsaid);
        assert!(matches!(words("atlas schema apply --url postgres://localhost/x"), Reached::Own(_)));
    }
}
