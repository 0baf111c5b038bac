//! How much arithmetic training is: multiply-adds of a dense net, each counted as two operations.
//!
//! Counted are the matrices, forward and backward, and the rows of the sparse first layer, one multiply-add for each weight
//! that is read (its input is 1, so nothing is multiplied; counted all the same, as a dense layer would be). Columns of the
//! head that only fill a vector are counted, too, and so are units that are off, which the kernels leave out. Not counted: biases, ReLU,
//! loss, Adam, playing.

use engine::learner::Settings;
use engine::learner::net::HEAD;

/// One sample forward; `active` inputs of the first layer are on.
pub fn forward(hidden: usize, active: f64) -> f64 {
    let h = hidden as f64;
    2.0 * (active * h + h * h + h * HEAD as f64)
}

/// One sample backward: of each matrix the gradient of its weights and of its inputs; of the first layer only its weights'.
pub fn backward(hidden: usize, active: f64) -> f64 {
    let h = hidden as f64;
    2.0 * (2.0 * h * HEAD as f64 + 2.0 * h * h + active * h)
}

/// One step of training: forward to play it, its share of the forward passes that value the states after the last step of a
/// batch, and in every epoch forward and backward. The few that value a state at which an episode is cut off are left out.
pub fn step(settings: &Settings, active: f64) -> f64 {
    let (forward, backward) = (forward(settings.hidden_size, active), backward(settings.hidden_size, active));
    forward * (1.0 + 1.0 / settings.num_steps as f64) + settings.update_epochs as f64 * (forward + backward)
}
