//! PPO and nothing else (Schulman et al. 2017), for many small grid levels at once.

pub mod net;
pub mod settings;

pub use net::{Net, Outlook};
pub use settings::Settings;
