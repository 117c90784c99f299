use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    match Address::read(text) {
        Ok(address) => address.to_string(),
        Err(error) => format!("! {error}"),
    }
}

#[test]
fn what_an_address_names() {
    for (text, expected) in [
        ("postgres://u:p@DB.Example.com./Shop", "db.example.com:5432/Shop"),
        ("postgresql://u:p%40%2F@db:5433/the%20shop?sslmode=require", "db:5433/the shop"),
        ("postgresql+psycopg2://u:p@w@db/shop", "db:5432/shop"),
        ("postgresql+asyncpg://db/shop", "db:5432/shop"),
        ("\"postgresql://db/shop\" ", "db:5432/shop"),
        ("postgresql://u@[2001:DB8:0::1]:5433/shop", "[2001:db8::1]:5433/shop"),
        ("postgresql://u@[::1]/shop", "localhost:5432/shop"),
        ("postgresql://127.0.0.1:5432/shop", "localhost:5432/shop"),
        ("postgresql://u:p@a:1,b:2/shop", "a:1,b:2/shop"),
        ("postgresql://u:p@/shop?host=/var/run/postgresql/", "/var/run/postgresql:5432/shop"),
        ("postgresql://u:p@localhost/shop?host=/cloudsql/one:eu:two", "/cloudsql/one:eu:two:5432/shop"),
        ("postgresql://%2Fvar%2Frun/shop", "/var/run:5432/shop"),
        ("postgresql:///shop?host=a:5433&port=5434", "a:5434/shop"),
        ("postgresql:///shop", "localhost:5432/shop"),
        ("postgresql://shop@db", "db:5432/shop"),
        ("jdbc:postgresql://db:5432/shop?user=u&password=p", "db:5432/shop"),
        ("host=db port=5433 dbname='the \\'shop\\'' password=a\\ b user=u", "db:5433/the 'shop'"),
        ("port=5433 dbname = shop host=A,b", "a:5433,b:5433/shop"),
        ("hostaddr=10.0.0.1 host=db dbname=shop", "db:5432/shop"),
        ("hostaddr=10.0.0.1 dbname=shop", "10.0.0.1:5432/shop"),
        ("dbname=shop", "localhost:5432/shop"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_address_is_an_error_without_a_part_of_it() {
    for text in [
        "",
        "hunter2",
        "hunter2=",
        "mysql://u:hunter2@db/shop",
        "postgres://u:hunter2/x@db/shop",
        "postgres://u:12/hunter2@db/shop",
        "postgres://u:hunter2?x@db/shop",
        "postgres://u:p@x/hunter2@db/shop",
        "postgres://u:p@db:hunter2/shop",
        "postgres://u:hunter2@[::1/shop",
        "postgres://db",
        "host=db password='hunter2",
        "host=db hunter2 x=1",
        "postgres://u:p@db/%ff",
    ] {
        let said = shown(text);
        assert!(said.starts_with("! ") && !said.contains("hunter2"), "{text}: {said}");
    }
    assert_eq!(Address::read("prisma+postgres://accelerate.prisma-data.net/?api_key=x"), Err(AddressError::Accelerate));
    assert_eq!(Address::read("prisma://accelerate.prisma-data.net/?api_key=x"), Err(AddressError::Accelerate));
}

#[test]
fn one_database_has_one_fingerprint() {
    let same = |one: &str, other: &str| {
        let (one, other) = (Address::read(one).unwrap(), Address::read(other).unwrap());
        assert_eq!(one.is_same_database(&other), one.fingerprint() == other.fingerprint());
        one.is_same_database(&other)
    };
    assert!(same("postgres://a:b@DB.example.com/shop", "postgresql://c:d@db.example.com.:5432/shop?sslmode=require"));
    assert!(same("postgres://localhost/shop", "host=127.0.0.1 dbname=shop"));
    assert!(same("postgres://u@ep-a-pooler.eu.aws.neon.tech/shop", "postgres://u@ep-a.eu.aws.neon.tech/shop"));
    assert!(same(
        "postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:6543/postgres",
        "postgres://postgres:p@db.abc.supabase.co:5432/postgres"
    ));
    assert!(!same("postgres://db/shop", "postgres://db/shop2"));
    assert!(!same("postgres://db/shop", "postgres://db:5433/shop"));
    assert!(!same("postgres://db/shop", "postgres://db/Shop"));
    // One host for all customers.
    assert!(!same(
        "postgres://postgres.abc@aws-0-eu.pooler.supabase.com/postgres",
        "postgres://postgres.xyz@aws-0-eu.pooler.supabase.com/postgres"
    ));
    assert!(!same("postgres://one:k@db.prisma.io:5432/postgres", "postgres://two:k@db.prisma.io:5432/postgres"));
    assert!(!same("postgres://u@pg.neon.tech/a?options=endpoint%3Dep-1", "postgres://u@pg.neon.tech/a?options=endpoint%3Dep-2"));
    let (several, single) = (Address::read("postgres://a,b/shop").unwrap(), Address::read("postgres://b/shop").unwrap());
    assert!(several.is_same_database(&single));
    assert_eq!(several.fingerprint(), Address::read("postgres://b,a/shop").unwrap().fingerprint());
    let fingerprint = single.fingerprint().to_string();
    assert!(fingerprint.len() == 20 && fingerprint.starts_with("url:"), "{fingerprint}");
}

#[test]
fn poolers_in_transaction_mode() {
    let seen = |text: &str| Address::read(text).unwrap().pooler.map(|pooler| pooler.direct);
    assert!(
        seen("postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:6543/postgres").unwrap().contains("db.<project>.supabase.co:5432")
    );
    assert!(seen("postgres://postgres:p@db.abc.supabase.co:6543/postgres").is_some());
    assert_eq!(seen("postgres://postgres.abc:p@aws-0-eu.pooler.supabase.com:5432/postgres"), None, "session mode");
    assert!(seen("postgres://u@ep-a-pooler.eu.aws.neon.tech/shop").unwrap().contains("@ep-a.eu.aws.neon.tech/"));
    assert!(seen("postgres://db/shop?pgbouncer=true").is_some() && seen("host=db dbname=shop port=6432").is_some());
    assert_eq!(seen("postgres://db/shop?pgbouncer=false"), None);
    assert_eq!(seen("postgres://my-pooler.example.com/shop"), None, "any name may hold the word");
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        drop(Address::read(&text));
        drop(Address::read(&format!("postgres://{text}")));
    }

    #[test]
    fn a_secret_is_never_shown(secret in "[a-z]{12}", more in "[/?@:#%& ]{0,3}[a-z0-9]{0,4}") {
        let texts = [format!("postgres://u:{secret}{more}@db/shop"), format!("postgres://u:{more}{secret}@db:1/shop?x=y"), format!("host=db dbname=shop password={secret}{more}")];
        for text in texts {
            let said = shown(&text);
            prop_assert!(!said.contains(&secret), "{text}: {said}");
        }
    }
}
