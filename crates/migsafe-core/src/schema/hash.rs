//! Maps and sets by name. A schema is asked for names all the time; this hash is quick on short ones, and seeded anew in every run.

use foldhash::fast::RandomState;

/// A map by hash.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set by hash.
pub type HashSet<K> = std::collections::HashSet<K, RandomState>;
