//! Generalized advantage estimation (Schulman et al. 2016), with truncation told apart from termination.

/// How a step ended its episode, if it did. Never merged: after truncation the world would have gone on, so the value of
/// the state that was cut off still counts; after termination there is nothing left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Goes,
    Terminated,
    /// With the critic's value of the state at which the episode was cut off.
    Truncated(f32),
}

/// What one environment went through, `[num_steps]` each.
pub struct Track<'a> {
    pub rewards: &'a [f32],
    pub values: &'a [f32],
    pub ends: &'a [End],
    /// The critic's value of the state after the last step (unused if the last step ended an episode).
    pub next_value: f32,
}

/// Advantages, `[num_steps]`; the return that the critic should have predicted is `advantage + value`.
pub fn advantages(track: &Track, gamma: f32, lambda: f32, out: &mut [f32]) {
    let mut advantage = 0.0;
    let mut next_value = track.next_value;
    for t in (0..track.rewards.len()).rev() {
        let (next, carry) = match track.ends[t] {
            End::Goes => (next_value, advantage),
            End::Terminated => (0.0, 0.0),
            End::Truncated(value) => (value, 0.0),
        };
        let delta = track.rewards[t] + gamma * next - track.values[t];
        advantage = delta + gamma * lambda * carry;
        out[t] = advantage;
        next_value = track.values[t];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand with gamma 0.5 and lambda 0.5.
    #[test]
    fn a_table_worked_by_hand() {
        let check = |ends: [End; 3], expected: [f32; 3]| {
            let track = Track { rewards: &[1.0, 0.0, 2.0], values: &[0.5, 1.0, 4.0], ends: &ends, next_value: 8.0 };
            let mut out = [0.0; 3];
            advantages(&track, 0.5, 0.5, &mut out);
            assert_eq!(out, expected, "{ends:?}");
        };
        // deltas: 2 + .5*8 - 4 = 2; 0 + .5*4 - 1 = 1; 1 + .5*1 - .5 = 1
        check([End::Goes; 3], [1.375, 1.5, 2.0]);
        // the middle step terminates: its delta is 0 - 1 = -1 and nothing flows back over it
        check([End::Goes, End::Terminated, End::Goes], [0.75, -1.0, 2.0]);
        // truncated there instead, at a state worth 6: delta 0 + .5*6 - 1 = 2
        check([End::Goes, End::Truncated(6.0), End::Goes], [1.5, 2.0, 2.0]);
        // an end at the last step: what lies after it does not count
        check([End::Goes, End::Goes, End::Terminated], [1.125, 0.5, -2.0]);
    }
}
