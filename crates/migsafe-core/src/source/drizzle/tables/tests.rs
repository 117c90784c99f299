use super::*;
use crate::source::models::testing::{Sample, asked};

const PLAIN: &str = r#"
import { relations, sql } from "drizzle-orm";
import { integer, pgEnum, pgTable, text, timestamp, index, jsonb, boolean } from "drizzle-orm/pg-core";
import { createId } from "@paralleldrive/cuid2";

const timestamps = { createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow() };
export const role = pgEnum("role", ["admin", "user"]);

export const users = pgTable("users", {
  id: text("id").primaryKey().$defaultFn(() => createId()),
  mail: text().notNull().unique(),
  role: role("role").notNull().default("user"),
  seen: timestamp("seen", { mode: "date" }),
  settings: jsonb("settings").$type<Record<string, string>>().default({}),
  isActive: boolean().notNull().default(true),
  ...timestamps,
});

export const posts = pgTable(
  "posts",
  {
    id: integer("id").primaryKey(),
    author: text("author_id").references(() => users.id, { onDelete: "cascade" }),
  },
  (table) => [index("posts_author").on(table.author)],
);
"#;

const SAMPLE: Sample =
    Sample { text: PLAIN, read: |text| read(&BTreeMap::from([("schema.ts".into(), text.into())]), Dialect::PostgreSql, false) };

fn of(text: &str) -> BTreeMap<String, String> {
    asked((SAMPLE.read)(text))
}

#[test]
fn tables_and_columns_are_read() {
    let asked = of(PLAIN);
    let keys: Vec<&str> = asked.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "posts",
            "posts.author_id",
            "posts.id",
            "role.admin",
            "role.user",
            "users",
            "users.created_at",
            "users.id",
            "users.isActive",
            "users.mail",
            "users.role",
            "users.seen",
            "users.settings"
        ]
    );
    let asks = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    assert_eq!(asks("posts"), r#"{"index posts_author"} false"#);
    assert_eq!(asks("posts.author_id"), r#"text().references(users.id{onDelete:"cascade"})"#);
    assert_eq!(asks("users.created_at"), "timestamp({withTimezone:true}).defaultNow().notNull()");
    assert_eq!(asks("users.isActive"), r#"boolean().default(true).notNull() ["is_active"]"#);
    assert_eq!(asks("users.role"), r#"role().default("user").notNull()"#);
}

#[test]
fn what_the_application_alone_sees_does_not_count() {
    SAMPLE.asks_the_same_after(&[
        ("text(\"id\").primaryKey()", "text('id') /* of ours */\n    .primaryKey()"),
        ("() => createId()", "makeId"),
        ("{ mode: \"date\" }", "{ mode: \"string\" }"),
        ("timestamp(\"seen\", { mode: \"date\" })", "timestamp(\"seen\")"),
        ("Record<string, string>", "Settings<'a' | 'b', () => void>"),
        ("  seen: timestamp(\"seen\"", "  lastSeen: timestamp(\"seen\""),
        (".notNull().unique()", ".unique().notNull()"),
        ("integer, pgEnum,", "integer,\n  pgEnum, type PgColumn,"),
        ("const timestamps = {", "export const timestamps = {"),
        ("...timestamps,", "createdAt: timestamp(\"created_at\", { withTimezone: true }).notNull().defaultNow(),"),
        (
            "export const posts",
            "export const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));\nexport type User = typeof users.$inferSelect;\nexport const posts",
        ),
    ]);
    let made =
        [("timestamps = { createdAt", "timestamps = () => ({ createdAt"), ("Now() };", "Now() });"), ("...timestamps", "...timestamps()")];
    let made = made.iter().fold(PLAIN.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    assert_eq!(of(&made), of(PLAIN));
}

#[test]
fn what_the_database_holds_counts() {
    SAMPLE.asks_otherwise_after(&[
        ("  mail: text().notNull().unique(),\n", ""),
        ("mail: text()", "email: text()"),
        ("text().notNull()", "text()"),
        ("onDelete: \"cascade\"", "onDelete: \"set null\""),
        (".default(true)", ".default(false)"),
        ("\"admin\", ", "\"admin\", \"guest\", "),
        ("\"posts_author\"", "\"posts_by_author\""),
        ("withTimezone: true", "withTimezone: false"),
        ("integer(\"id\")", "text(\"id\")"),
        ("\"posts\",\n", "\"articles\",\n"),
    ]);
}

#[test]
fn what_cannot_be_seen_is_left_open() {
    let asked = of(r#"
import { pgTable, text } from "drizzle-orm/pg-core";
import { owner, base } from "./elsewhere";
export const a = pgTable("a", { id: text("id").default(FIRST), by: owner("owner_id"), ...base });
export const b = pgTable(NAME, { id: text("id") });
"#);
    assert_eq!(asked.get("a").map(String::as_str), Some("{} true"));
    assert_eq!(asked.get("a.id").map(String::as_str), Some("?"));
    assert_eq!(asked.get("a.by").map(String::as_str), Some(r#"? ["by", "owner_id"]"#.replace("\"by\", ", "").as_str()));
    assert!(!asked.contains_key("b"));
}

#[test]
fn makers_of_tables_are_followed() {
    let asked = of(r#"
import { pgTableCreator, pgSchema, pgTable, text as words } from "drizzle-orm/pg-core";
const own = pgTableCreator((name) => `app_${name}`);
const auth = pgSchema("auth");
const TABLE = "named";
export const a = own("a", (t) => ({ id: t.text().primaryKey() }));
export const b = auth.table("b", { id: words("key") });
export const c = pgTable(TABLE, columns);
const columns = { id: words() };
"#);
    assert_eq!(asked.keys().map(String::as_str).collect::<Vec<_>>(), ["app_a", "app_a.id", "b", "b.key", "named", "named.id"]);
    assert_eq!(asked.get("b.key").map(String::as_str), Some("words()"));
}

#[test]
fn any_text_has_some() {
    for text in [
        "",
        "pgTable(",
        "pgTable('a', {",
        "pgTable('a', { b: c(",
        "const a = { ...a }; pgTable('t', a)",
        "const a = pgEnum('",
        "pgTable('a', (t) => ({",
    ] {
        of(text);
    }
}
