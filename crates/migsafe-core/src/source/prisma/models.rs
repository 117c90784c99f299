//! What the models of `schema.prisma` ask of the database, and nothing of what they ask of the client.
//!
//! Source: Prisma's documentation, *Prisma schema reference*. Two schemas with the same lines need no migration between them.

use std::collections::HashMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::{ModelColumn, ModelTable, Models};

/// A block of the schema.
struct Block<'t> {
    path: &'t Utf8Path,
    keyword: &'t str,
    name: &'t str,
    line: usize,
    lines: Vec<(usize, String)>,
}

impl Block<'_> {
    /// What the database calls it.
    fn mapped(&self) -> &str {
        self.lines.iter().find_map(|(_, line)| quoted(line.strip_prefix("@@map(")?)).unwrap_or(self.name)
    }
}

/// What the models of these files ask for.
pub(super) fn read(files: &[(Utf8PathBuf, Arc<str>)]) -> Models {
    let blocks: Vec<Block<'_>> = files.iter().flat_map(|(path, text)| blocks(path, text)).collect();
    let named = blocks.iter().filter(|block| matches!(block.keyword, "model" | "view"));
    let tables: HashMap<&str, &str> = named.map(|block| (block.name, block.mapped())).collect();
    let mut models = Models::default();
    for block in &blocks {
        match block.keyword {
            "model" => {
                let table = model(block, &tables);
                models.tables.insert(block.mapped().to_owned(), table);
            }
            "enum" => {
                let values = block.lines.iter().filter(|(_, line)| !line.starts_with("@@"));
                models.values.extend(values.map(|(_, line)| format!("{}.{}", block.mapped(), column(line))));
            }
            _ => {}
        }
    }
    models
}

fn model(block: &Block<'_>, tables: &HashMap<&str, &str>) -> ModelTable {
    let mut table = ModelTable { path: block.path.to_owned(), line: block.line, ..ModelTable::default() };
    let columns: HashMap<&str, &str> =
        block.lines.iter().map(|(_, line)| (line.split(' ').next().unwrap_or_default(), column(line))).collect();
    for (number, line) in &block.lines {
        match field(line, tables) {
            Some(Field::Column { name, asks }) => {
                let column = ModelColumn { asks: Some(asks), aliases: Vec::new(), line: *number };
                table.columns.insert(name.to_owned(), column);
            }
            Some(Field::Rest(asks)) => {
                table.rest.insert(with_columns(&asks, &columns));
            }
            None => {}
        }
    }
    table
}

/// The line with the names of the database in place of those of fields.
fn with_columns(line: &str, columns: &HashMap<&str, &str>) -> String {
    let mut named = String::with_capacity(line.len());
    for part in line.split_inclusive(|character: char| !(character.is_alphanumeric() || character == '_')) {
        let word = part.trim_end_matches(|character: char| !(character.is_alphanumeric() || character == '_'));
        named.push_str(columns.get(word).copied().unwrap_or(word));
        named.push_str(part.get(word.len()..).unwrap_or_default());
    }
    named
}

/// The blocks of one file, their lines without comments and with one space between words.
fn blocks<'t>(path: &'t Utf8Path, text: &'t str) -> Vec<Block<'t>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = without_comment(line).trim();
        let mut words = line.split_whitespace();
        match (open, words.next(), words.next()) {
            (false, Some(keyword), Some(name)) if line.ends_with('{') => {
                blocks.push(Block { path, keyword, name: name.trim_end_matches('{'), line: number, lines: Vec::new() });
                open = true;
            }
            (true, Some("}"), _) => open = false,
            (true, Some(_), _) => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push((number, line.split_whitespace().collect::<Vec<_>>().join(" ")));
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

/// What a line of a model asks for.
enum Field<'l> {
    Column { name: &'l str, asks: String },
    Rest(String),
}

fn field<'l>(line: &'l str, tables: &HashMap<&str, &str>) -> Option<Field<'l>> {
    if line.starts_with("@@") {
        let counts = ["@@id", "@@unique", "@@index", "@@schema"].iter().any(|word| line.starts_with(word));
        return counts.then(|| Field::Rest(line.to_owned()));
    }
    let mut words = line.split(' ');
    let (name, data_type) = (words.next()?, words.next()?);
    let base = data_type.trim_end_matches(['?', ']', '[']);
    let attributes = attributes(line);
    if let Some(table) = tables.get(base) {
        // The other side of a relation is no column.
        let relation = attributes.into_iter().find(|it| it.starts_with("@relation(") && it.contains("fields:"))?;
        let (arguments, named) = (relation.trim_start_matches("@relation("), relation.trim_start_matches("@relation(").starts_with('"'));
        let arguments = if named { arguments.split_once(',').map_or("", |(_, rest)| rest.trim_start()) } else { arguments };
        return Some(Field::Rest(format!("references {table} ({arguments}")));
    }
    let name = attributes.iter().find_map(|attribute| quoted(attribute.strip_prefix("@map(")?)).unwrap_or(name);
    let kept: Vec<&str> = attributes.into_iter().filter(|attribute| !is_of_the_client(attribute)).collect();
    Some(Field::Column { name, asks: format!("{data_type} {}", kept.join(" ")) })
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
    use super::*;
    use crate::source::models::testing::Sample;

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

    const SAMPLE: Sample = Sample { text: PLAIN, read: |text| read(&[("schema.prisma".into(), text.into())]) };

    #[test]
    fn what_the_client_alone_sees_does_not_count() {
        SAMPLE.asks_the_same_after(&[
            ("// where to write", "/// where to write // or not"),
            ("  name  String?", "  name      String?"),
            ("cuid()", "uuid()"),
            ("name  String?", "fullName  String? @map(\"name\")"),
            (
                "  name  String?\n  role  Role   @default(USER)\n  posts Post[]\n  @@index([name])",
                "  title String? @map(\"name\")\n  role  Role   @default(USER)\n  posts Post[]\n  @@index([title])",
            ),
            ("  posts Post[]\n", ""),
            ("provider = \"prisma-client-js\"", "provider = \"prisma-client\"\n  output = \"x\""),
            ("  authorId String\n", "  authorId String @ignore\n"),
            ("User @relation(", "User @relation(\"wrote\", "),
            ("model Post {", "\n\n/// letters\nmodel Post {"),
            ("datasource db { provider = \"postgresql\" }", "datasource db {\n  provider = \"postgresql\"\n  url = env(\"U\")\n}"),
        ]);
    }

    #[test]
    fn what_the_database_holds_counts() {
        SAMPLE.asks_otherwise_after(&[
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
        ]);
    }

    #[test]
    fn any_text_has_some() {
        for text in ["", "}", "model", "model {", "model X {\n@@map(\n@", "model X {\na B @relation(\"", "enum {\n@map(", "a {\n\"//\n}"] {
            (SAMPLE.read)(text);
        }
    }
}
