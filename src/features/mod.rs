//! What a person uses now and then: each folder is one feature, a client of the store (`ui::store`).

pub mod embed;

#[cfg(feature = "page")]
pub mod lock;
