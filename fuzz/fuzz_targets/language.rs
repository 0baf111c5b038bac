//! Any bytes as a reward program. What must hold stands in `check.rs`, which `tests/fuzz_language.rs` shares.
#![no_main]

#[path = "../check.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check::language(bytes));
