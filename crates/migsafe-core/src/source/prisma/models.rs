//! What the models of `schema.prisma` ask of the database, and nothing of what they ask of the client.
//!
//! Source: Prisma's documentation, *Prisma schema reference*. Two schemas with the same lines need no migration between them.

use std::collections::{BTreeSet, HashMap};

/// A block of the schema.
struct Block<'t> {
    keyword: &'t str,
    name: &'t str,
    lines: Vec<String>,
}

/// A line for each column, key, index and value that the models ask for.
pub(super) fn demands<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<String> {
    let blocks: Vec<Block<'t>> = texts.flat_map(blocks).collect();
    let tables: HashMap<&str, String> = blocks
        .iter()
        .filter(|block| matches!(block.keyword, "model" | "view"))
        .map(|block| {
            let mapped = block.lines.iter().find_map(|line| quoted(line.strip_prefix("@@map(")?));
            (block.name, mapped.unwrap_or(block.name).to_owned())
        })
        .collect();
    let mut demands = BTreeSet::new();
    for block in &blocks {
        match block.keyword {
            "model" => {
                let table = tables.get(block.name).map_or(block.name, String::as_str);
                demands.insert(format!("table {table}"));
                demands.extend(block.lines.iter().filter_map(|line| of_model(table, line, &tables)));
            }
            "enum" => {
                let name = block.lines.iter().find_map(|line| quoted(line.strip_prefix("@@map(")?)).unwrap_or(block.name);
                demands
                    .extend(block.lines.iter().filter(|line| !line.starts_with("@@")).map(|line| format!("value {name}.{}", column(line))));
            }
            _ => {}
        }
    }
    demands
}

/// The blocks of one file, their lines without comments and with one space between words.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = without_comment(line).trim();
        let mut words = line.split_whitespace();
        match (open, words.next(), words.next()) {
            (false, Some(keyword), Some(name)) if line.ends_with('{') => {
                blocks.push(Block { keyword, name: name.trim_end_matches('{'), lines: Vec::new() });
                open = true;
            }
            (true, Some("}"), _) => open = false,
            (true, Some(_), _) => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
            _ => {}
        }
    }
    blocks
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match character {
            '"' if before != '\\' => quoted = !quoted,
            '/' if !quoted && before == '/' => return line.get(..at - 1).unwrap_or_default(),
            _ => {}
        }
        before = character;
    }
    line
}

/// The first string of a text.
fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// What a field or value is called in the database.
fn column(line: &str) -> &str {
    let name = line.split(' ').next().unwrap_or_default();
    attributes(line).into_iter().find_map(|attribute| quoted(attribute.strip_prefix("@map(")?)).unwrap_or(name)
}

fn of_model(table: &str, line: &str, tables: &HashMap<&str, String>) -> Option<String> {
    if line.starts_with("@@") {
        let counts = ["@@id", "@@unique", "@@index", "@@schema", "@@ignore"].iter().any(|word| line.starts_with(word));
        return (counts && !line.starts_with("@@ignore")).then(|| format!("{table} {line}"));
    }
    let mut words = line.split(' ');
    let (name, data_type) = (words.next()?, words.next()?);
    let base = data_type.trim_end_matches(['?', ']', '[']);
    let attributes = attributes(line);
    if tables.contains_key(base) {
        // The other side of a relation is no column.
        let relation = attributes.into_iter().find(|it| it.starts_with("@relation(") && it.contains("fields:"))?;
        let (arguments, named) = (relation.trim_start_matches("@relation("), relation.trim_start_matches("@relation(").starts_with('"'));
        let arguments = if named { arguments.split_once(',').map_or("", |(_, rest)| rest.trim_start()) } else { arguments };
        return Some(format!("{table} references {} ({arguments}", tables.get(base).map(String::as_str).unwrap_or_default()));
    }
    let column = attributes.iter().find_map(|attribute| quoted(attribute.strip_prefix("@map(")?)).unwrap_or(name);
    let kept: Vec<&str> = attributes.into_iter().filter(|attribute| !is_of_the_client(attribute)).collect();
    Some(format!("{table}.{column} {data_type} {}", kept.join(" ")))
}

/// Attributes that no column shows.
fn is_of_the_client(attribute: &str) -> bool {
    let value = attribute.strip_prefix("@default(").map(str::trim_start);
    let generated = value.is_some_and(|value| ["cuid(", "uuid(", "nanoid(", "ulid("].iter().any(|function| value.starts_with(function)));
    generated || ["@map(", "@updatedAt", "@ignore"].iter().any(|word| attribute.starts_with(word))
}

/// The attributes of a field, each with its arguments.
fn attributes(line: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    let (mut depth, mut quoted, mut before) = (0_usize, false, ' ');
    for (at, character) in line.char_indices() {
        match character {
            '"' if before != '\\' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            '@' if !quoted && depth == 0 && before == ' ' => starts.push(at),
            _ => {}
        }
        before = character;
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| Some(line.get(*start..end)?.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::demands;

    const PLAIN: &str = r#"
datasource db { provider = "postgresql" }
generator client {
  provider = "prisma-client-js"
}
model User {
  id    String @id @default(cuid())
  email String @unique // where to write
  name  String?
  role  Role   @default(USER)
  posts Post[]
  @@index([name])
}
model Post {
  id       Int  @id @default(autoincrement())
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId String
  @@map("posts")
}
enum Role {
  USER
  ADMIN
}
"#;

    fn of(text: &str) -> std::collections::BTreeSet<String> {
        demands(std::iter::once(text))
    }

    #[test]
    fn what_the_client_alone_sees_does_not_count() {
        for (from, to) in [
            ("// where to write", "/// where to write // or not"),
            ("  name  String?", "  name      String?"),
            ("cuid()", "uuid()"),
            ("name  String?", "fullName  String? @map(\"name\")"),
            ("  posts Post[]\n", ""),
            ("provider = \"prisma-client-js\"", "provider = \"prisma-client\"\n  output = \"x\""),
            ("  authorId String\n", "  authorId String @ignore\n"),
            ("User @relation(", "User @relation(\"wrote\", "),
            ("model Post {", "\n\n/// letters\nmodel Post {"),
            ("datasource db { provider = \"postgresql\" }", "datasource db {\n  provider = \"postgresql\"\n  url = env(\"U\")\n}"),
        ] {
            let other = PLAIN.replace(from, to);
            assert_ne!(other, PLAIN, "{from}");
            assert_eq!(of(&other), of(PLAIN), "{from} -> {to}");
        }
    }

    #[test]
    fn what_the_database_holds_counts() {
        for (from, to) in [
            ("name  String?", "name  String"),
            ("name  String?", "label String?"),
            ("@unique", ""),
            ("@default(USER)", "@default(ADMIN)"),
            ("@@index([name])", "@@index([name, email])"),
            ("onDelete: Cascade", "onDelete: SetNull"),
            ("@@map(\"posts\")", "@@map(\"letters\")"),
            ("  ADMIN\n", "  ADMIN\n  GUEST\n"),
            ("autoincrement()", "1"),
            ("  name  String?\n", ""),
        ] {
            let other = PLAIN.replace(from, to);
            assert_ne!(other, PLAIN, "{from}");
            assert_ne!(of(&other), of(PLAIN), "{from} -> {to}");
        }
    }

    #[test]
    fn any_text_has_some() {
        for text in ["", "}", "model", "model {", "model X {\n@@map(\n@", "model X {\na B @relation(\"", "enum {\n@map(", "a {\n\"//\n}"] {
            of(text);
        }
    }
}
