//! The report and lists for programs.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use camino::Utf8Path;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::clean;
use crate::failure::Failure;

/// The value as JSON, with a line feed at its end. Characters that could act on a terminal are escaped, which no parser notices.
#[cfg(test)]
pub(crate) fn render(value: &impl Serialize) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    write(value, CompactFormatter, &mut bytes).map_err(|error| failed(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same to standard output, piece by piece: a report over many projects is large. A person at a terminal gets it laid out in lines. That nobody reads on is no
/// error.
pub(crate) fn print(value: &impl Serialize) -> Result<(), Failure> {
    let is_terminal = io::stdout().is_terminal();
    let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = if is_terminal { write(value, PrettyFormatter::new(), &mut stdout) } else { write(value, CompactFormatter, &mut stdout) };
    match written {
        Err(error) if error.io_error_kind() != Some(ErrorKind::BrokenPipe) => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// The same into a file, whatever was there.
pub(crate) fn save(value: &impl Serialize, path: &Utf8Path) -> Result<(), Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::new(format!("cannot write {path}: {error}"));
    let file = File::create(path).map_err(|error| cannot(&error))?;
    write(value, CompactFormatter, &mut BufWriter::with_capacity(1 << 16, file)).map_err(|error| cannot(&error))
}

fn write(value: &impl Serialize, layout: impl Formatter, writer: &mut impl Write) -> Result<(), serde_json::Error> {
    value.serialize(&mut Serializer::with_formatter(&mut *writer, Escaping(layout)))?;
    writer.write_all(b"\n").and_then(|()| writer.flush()).map_err(serde_json::Error::io)
}

fn failed(error: &serde_json::Error) -> Failure {
    Failure::new(format!("the report cannot be written as JSON: {error}"))
}

/// A layout in which what acts on a terminal is escaped.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // What is escaped stands in strings alone.
        self.write_string_fragment(writer, fragment)
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Nearly every text is plain.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(clean::is_harmful) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut after = from.chars();
            for unit in after.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_read_back() {
        let value = vec!["a\u{1b}b\u{9b}c\u{202e}d\u{e0041}\n\"é"];
        let text = render(&value).unwrap();
        assert_eq!(text, "[\"a\\u001bb\\u009bc\\u202ed\\udb40\\udc41\\n\\\"é\"]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), value);
    }
}
