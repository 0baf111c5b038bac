//! The page and its worker: one Wasm file serves both.

fn main() {}
