//! PPO and nothing else (Schulman et al. 2017), for many small grid levels at once.
//!
//! In reading order: [`settings`], [`net`] (the agent), [`kernel`] (its batched arithmetic, on `lanes`), [`gae`], [`adam`], [`scale`]
//! (the unit of returns), [`rollout`] (playing) and [`ppo`] (learning).

pub mod adam;
pub mod gae;
pub mod kernel;
mod lanes;
pub mod net;
pub mod ppo;
pub mod rollout;
pub mod scale;
pub mod settings;

pub use net::{Net, Outlook, digest};
pub use ppo::{Experience, Metrics, Ppo, Progress};
pub use rollout::BadReward;
pub use settings::Settings;
