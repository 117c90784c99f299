//! SSH signatures, made and checked by `ssh-keygen`.
