//! The same gradient step, as people write it with the libraries that they might have chosen instead.

mod with_burn;
mod with_candle;

use crate::native::Peer;

pub fn all() -> Vec<Peer> {
    vec![
        Peer { name: "burn, flex", make: with_burn::flex },
        Peer { name: "burn, ndarray", make: with_burn::ndarray },
        Peer { name: "candle", make: with_candle::make },
    ]
}
