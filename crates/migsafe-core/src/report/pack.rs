//! Many small JSON texts, packed: a report's statements say the same few things again and again.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

/// A block is closed when it holds so many bytes.
const BLOCK: usize = 1 << 16;

/// Takes values one by one.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    blocks: Vec<Box<[u8]>>,
    /// The block that is being filled: one line a value. JSON text without layout has no line feeds.
    open: Vec<u8>,
    fault: Option<String>,
}

/// Values that were packed.
#[derive(Debug)]
pub(crate) struct Pack {
    blocks: Vec<Box<[u8]>>,
    fault: Option<String>,
    /// The block that was asked for last: small migrations share one.
    last: Mutex<Option<(usize, Arc<str>)>>,
}

/// Where a value begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The block.
    pub(crate) block: usize,
    /// Bytes from its beginning.
    pub(crate) offset: usize,
}

impl Packer {
    /// Where the next value will stand.
    pub(crate) fn place(&self) -> Place {
        Place { block: self.blocks.len(), offset: self.open.len() }
    }

    /// Packs a value. What goes wrong is said when the values are asked for.
    pub(crate) fn push(&mut self, value: &impl Serialize) {
        if let Err(error) = serde_json::to_writer(&mut self.open, value) {
            self.fault.get_or_insert_with(|| error.to_string());
        }
        self.open.push(b'\n');
        if self.open.len() >= BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        self.blocks.push(lz4_flex::compress_prepend_size(&self.open).into_boxed_slice());
        self.open.clear();
    }

    /// What was packed.
    pub(crate) fn finish(mut self) -> Pack {
        self.close();
        Pack { blocks: self.blocks, fault: self.fault, last: Mutex::default() }
    }
}

impl Pack {
    /// The lines of a block.
    ///
    /// # Errors
    /// A value could not be written when it was packed, or there is no such block.
    pub(crate) fn block(&self, at: usize) -> Result<Arc<str>, String> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = last.as_ref().filter(|(known, _)| *known == at) {
            return Ok(Arc::clone(text));
        }
        let block = self.blocks.get(at).ok_or("what was packed is not all there")?;
        let bytes = lz4_flex::decompress_size_prepended(block).map_err(|error| error.to_string())?;
        let text: Arc<str> = String::from_utf8(bytes).map_err(|error| error.to_string())?.into();
        *last = Some((at, Arc::clone(&text)));
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let values: Vec<String> = (0..20_000).map(|at| format!("line\n{at} \u{e4}")).collect();
        let mut packer = Packer::default();
        let places: Vec<Place> = values
            .iter()
            .map(|value| {
                let place = packer.place();
                packer.push(value);
                place
            })
            .collect();
        let pack = packer.finish();
        assert!(pack.blocks.len() > 3);
        for (value, place) in values.iter().zip(places) {
            let block = pack.block(place.block).unwrap();
            let line = block.get(place.offset..).and_then(|rest| rest.lines().next()).unwrap();
            assert_eq!(&serde_json::from_str::<String>(line).unwrap(), value);
        }
        assert!(pack.block(pack.blocks.len()).is_err());
    }

    #[test]
    fn what_cannot_be_written_is_said_when_it_is_asked_for() {
        let mut packer = Packer::default();
        packer.push(&std::collections::BTreeMap::from([((1, 2), 3)]));
        assert!(packer.finish().block(0).unwrap_err().contains("key must be a string"));
    }
}
