//! Findings that the team accepts: files that are reviewed with the change.
