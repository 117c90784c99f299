//! The gates, each a function of what it needs.
