pub mod lang;
pub mod math;
pub mod rng;
