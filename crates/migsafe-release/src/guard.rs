//! Commands in a repository that reach a database past every gate.
