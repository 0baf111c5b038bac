//! Which two clips are worth a question.

use super::clip::Clip;
use super::model::Preferences;
use crate::rng::Rng;

/// Kinds of clips that are compared with each other: clips of a kind differ in nothing that a reward reads.
const KINDS: usize = 96;

/// Clips to choose from, by kind.
pub struct Asking {
    /// Places among the clips.
    kinds: Vec<Vec<usize>>,
    rng: Rng,
}

impl Asking {
    /// The rarest kinds first: there what seldom happens is not missed.
    pub fn new(preferences: &Preferences, clips: &[Clip], rng: Rng) -> Asking {
        let mut kinds: Vec<(Vec<f64>, Vec<usize>)> = Vec::new();
        for (at, clip) in clips.iter().enumerate() {
            let sums = preferences.scaled(&clip.sums);
            match kinds.iter_mut().find(|(known, _)| *known == sums) {
                Some((_, places)) => places.push(at),
                None => kinds.push((sums, vec![at])),
            }
        }
        let mut kinds: Vec<Vec<usize>> = kinds.into_iter().map(|(_, places)| places).collect();
        kinds.sort_by_key(Vec::len);
        // The commonest is what most others are compared with.
        if kinds.len() > KINDS
            && let Some(commonest) = kinds.pop()
        {
            kinds.truncate(KINDS - 1);
            kinds.push(commonest);
        }
        Asking { kinds, rng }
    }

    /// The pair whose answer tells most, after the answers so far; places among the clips. None: all clips are of one kind.
    pub fn next(&mut self, preferences: &Preferences, clips: &[Clip]) -> Option<(usize, usize)> {
        let fit = preferences.fit();
        let sums: Vec<Vec<f64>> = self.kinds.iter().map(|kind| preferences.scaled(&clips[kind[0]].sums)).collect();
        let mut best: Option<(f64, usize, usize)> = None;
        for one in 0..sums.len() {
            for other in 0..one {
                let difference: Vec<f64> = sums[one].iter().zip(&sums[other]).map(|(one, other)| one - other).collect();
                let information = fit.information(&difference);
                if best.is_none_or(|(most, ..)| information > most) {
                    best = Some((information, one, other));
                }
            }
        }
        let (_, one, other) = best?;
        // Which of them stands left is chance, as is which clip of its kind.
        let (one, other) = if self.rng.chance(0.5) { (one, other) } else { (other, one) };
        let mut pick = |kind: usize| self.kinds[kind][self.rng.below(self.kinds[kind].len() as u32) as usize];
        Some((pick(one), pick(other)))
    }
}
