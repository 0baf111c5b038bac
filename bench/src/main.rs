//! How fast Wayward learns, and what others need for the same: `cargo xtask bench` builds this natively and as Wasm, runs it
//! natively, in Node and in Chromium, and makes one table of it.

mod flop;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(all(feature = "peers", not(target_arch = "wasm32")))]
mod peers;
mod vector;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod work;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::run();
}

/// The exports of `wasm` are what is called.
#[cfg(target_arch = "wasm32")]
fn main() {}
