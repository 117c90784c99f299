//! One column: `timestamp("created_at", { withTimezone: true }).notNull().defaultNow()`.

use super::super::super::typescript::{Kind, Range};
use super::Module;
use super::names::Names;

/// What a column's definition shows.
#[derive(Default)]
pub(super) struct Read<'t> {
    /// Its name, where it is written out.
    pub(super) name: Option<&'t str>,
    /// A text that may be its name, where a helper of the project makes the column.
    pub(super) perhaps: Option<&'t str>,
    /// What it asks of the database; nothing where that cannot be told.
    pub(super) asks: Option<String>,
}

/// Settings that the application alone sees.
const OF_THE_APPLICATION: [&str; 2] = ["mode", "enum"];

pub(super) fn read<'t>(module: &Module<'t>, names: &Names<'_>, parameters: &[&str], value: Range) -> Read<'t> {
    let source = &module.source;
    let Some(mut open) = (value.start..value.end).find(|at| source.is(*at, "(")) else { return Read::default() };
    let path: Vec<&str> = (value.start..open).filter_map(|at| source.word(at)).collect();
    let Some((head, before)) = path.split_last() else { return Read::default() };
    let own_type = names.enumeration(module, head).map(str::to_owned);
    let is_known = match before {
        [] => module.builders.contains(head) || own_type.is_some() || names.is_custom_type(module, head),
        [of] => module.builders.contains(of) || parameters.contains(of),
        _ => false,
    };
    let arguments = source.parts(open);
    let first = arguments.first().and_then(|first| source.quoted(first.start));
    if !is_known {
        return Read { perhaps: first, ..Read::default() };
    }
    let settings = arguments.iter().skip(usize::from(first.is_some())).map(|part| written(module, *part)).collect::<Option<Vec<_>>>();
    let kind = settings.map(|settings| format!("{}({})", own_type.as_deref().unwrap_or(head), settings.concat()));
    let mut asked: Option<Vec<String>> = kind.map(|kind| vec![kind]);
    loop {
        let dot = source.closing(open) + 1;
        if dot >= value.end {
            break;
        }
        let Some(method) = source.word(dot + 1).filter(|_| source.is(dot, ".") && source.is(dot + 2, "(")) else {
            asked = None;
            break;
        };
        open = dot + 2;
        if method.starts_with('$') {
            continue;
        }
        let words = if method == "references" { reference(module, names, open) } else { all_written(module, open) };
        match (&mut asked, words) {
            (Some(asked), Some(words)) => asked.push(format!("{method}({words})")),
            _ => asked = None,
        }
    }
    let asks = asked.map(|mut asked| {
        // The order of what is asked of a column says nothing.
        if let Some(modifiers) = asked.get_mut(1..) {
            modifiers.sort();
        }
        asked.join(".")
    });
    Read { name: first, perhaps: None, asks }
}

fn all_written(module: &Module<'_>, open: usize) -> Option<String> {
    let parts = module.source.parts(open);
    Some(parts.into_iter().map(|part| written(module, part)).collect::<Option<Vec<_>>>()?.join(","))
}

/// `references(() => users.id, { onDelete: "cascade" })`, by what the database calls the table.
fn reference(module: &Module<'_>, names: &Names<'_>, open: usize) -> Option<String> {
    let source = &module.source;
    let parts = source.parts(open);
    let target = parts.first()?;
    let arrow = (target.start..target.end).find(|at| source.is(*at, "=") && source.is(at + 1, ">"))?;
    let name = names.table(module, source.word(arrow + 2)?)?;
    let rest: Vec<String> = parts.iter().skip(1).map(|part| written(module, *part)).collect::<Option<_>>()?;
    Some(format!("{name}.{}{}", source.word(arrow + 4)?, rest.concat()))
}

/// The tokens as they would be written one way; nothing where a name stands among them whose value is not seen.
fn written(module: &Module<'_>, part: Range) -> Option<String> {
    let source = &module.source;
    let mut text = String::new();
    let mut at = part.start;
    while at < part.end {
        let Some(token) = source.tokens.get(at) else { break };
        let is_key = matches!(token.kind, Kind::Word | Kind::Text) && source.is(at + 1, ":");
        match token.kind {
            _ if is_key && OF_THE_APPLICATION.contains(&token.text) => {
                // To the end of its value.
                at += 2;
                while at < part.end && !source.is(at, ",") && !source.is(at, "}") {
                    at = source.closing(at).max(at) + 1;
                }
                at += usize::from(source.is(at, ","));
                continue;
            }
            Kind::Word if is_key || matches!(token.text, "true" | "false" | "null" | "sql") => text.push_str(token.text),
            Kind::Word if token.text.starts_with(|first: char| first.is_ascii_digit()) => text.push_str(token.text),
            Kind::Word => return None,
            Kind::Text => {
                text.push('"');
                text.push_str(token.text);
                text.push('"');
            }
            Kind::Template if token.text.contains("${") => return None,
            Kind::Template => text.push_str(&token.text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Kind::Sign if token.text == "," && (source.is(at + 1, "}") || source.is(at + 1, "]") || source.is(at + 1, ")")) => {}
            Kind::Sign => text.push_str(token.text),
        }
        at += 1;
    }
    // Settings of which nothing is left say nothing.
    Some(if text == "{}" && source.closing(part.start) > part.start + 1 { String::new() } else { text })
}
