//! "Did you mean …?": the known name that is closest to a misspelt one.
//!
//! Not here: which names are known (`check.rs`). Questionable decision: when no name is within a few slips of the keys,
//! names that contain the word are offered (`cheese`: `reached_cheese`), because people remember the noun.

/// The best of `candidates`, those of equal distance in their order.
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A name this long is no slip of the keys, and the table is quadratic in it.
    if name.len() > 64 {
        return None;
    }
    let wanted = name.to_ascii_lowercase();
    let allowed = match wanted.len() {
        0..=3 => 1,
        4..=6 => 2,
        length => (length / 3).max(2),
    };
    candidates
        .filter(|candidate| candidate.len().abs_diff(wanted.len()) <= allowed)
        .map(|candidate| (distance(&wanted, &candidate.to_ascii_lowercase()), candidate))
        // Of a short name something must be right.
        .filter(|&(distance, candidate)| distance <= allowed && distance < candidate.len().min(wanted.len()).max(1))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Up to three names of which `name` is a whole word, or the other way round.
pub fn sharing_a_word<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_ascii_lowercase();
    if wanted.len() < 3 || wanted.len() > 64 {
        return Vec::new();
    }
    let words: Vec<&str> = wanted.split('_').filter(|word| word.len() >= 3).collect();
    // One slip of the keys is forgiven in a long word.
    let same =
        |part: &str, word: &str| part == word || (word.len() >= 5 && part.len().abs_diff(word.len()) <= 1 && distance(part, word) == 1);
    candidates.filter(|candidate| words.iter().any(|word| candidate.split('_').any(|part| same(part, word)))).take(3).collect()
}

/// Insertions, deletions, substitutions and swaps of neighbors that lead from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closest_names() {
        let known = ["steps", "x", "y", "reached_cheese", "distance_to_cheese", "distance_to_corner", "min", "max", "true"];
        for (name, expected) in [
            ("distance_to_chese", Some("distance_to_cheese")),
            ("distanceToCheese", Some("distance_to_cheese")),
            ("Reached_Cheese", Some("reached_cheese")),
            ("step", Some("steps")),
            ("setps", Some("steps")),
            ("mxa", Some("max")),
            ("treu", Some("true")),
            ("z", None),
            ("in", Some("min")),
            ("foo", None),
            ("banana", None),
        ] {
            assert_eq!(closest(name, known.into_iter()), expected, "{name}");
        }
        assert_eq!(sharing_a_word("cheese", known.into_iter()), ["reached_cheese", "distance_to_cheese"]);
    }
}
