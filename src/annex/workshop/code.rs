//! A result in twelve letters that can be read aloud, and the seed that a nickname stands for.
//!
//! From the top: seed (24 bits), verdict (4), agents that have it and agents in all (6 each, less one), a fingerprint of the scenario
//! without its seed (10); then the remainder of all that modulo a prime (10), which tells every single wrong letter and every
//! swap of two neighbors among the first ten from a good code.

use engine::judge::Verdict;
use engine::scenario::Scenario;

/// What can be read aloud: no I, L, O and U (Crockford's alphabet).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The largest prime below 2^10.
const PRIME: u64 = 1021;
/// Seeds from here on are those of participants.
const FIRST_SEED: u32 = 1000;
/// So many nicknames can be told apart.
const SEATS: u64 = 100_000;
/// The most agents that a person has; their seeds follow each other.
const AGENTS: u32 = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub seed: u32,
    /// None: no verdict has two thirds of the agents.
    pub verdict: Option<Verdict>,
    /// Agents that have the most frequent verdict, and all of them; 1 to 64.
    pub count: u32,
    pub agents: u32,
    /// [`fingerprint`].
    pub scenario: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    Length(usize),
    Letter(char),
    /// Something in it was changed on its way.
    Damaged,
}

impl std::fmt::Display for CodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CodeError::Length(found) => write!(f, "a code has 12 letters and digits, this has {found}"),
            CodeError::Letter(letter) => write!(f, "there is no `{letter}` in a code"),
            CodeError::Damaged => write!(f, "a letter is wrong or in the wrong place"),
        }
    }
}

/// FNV-1a: short, and the same everywhere.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The first seed of whoever has this nickname. Capitals and spaces around it do not matter; no two people's agents share a seed
/// unless they share all of them.
pub fn seed(nickname: &str) -> u32 {
    let place = hash(nickname.trim().to_lowercase().bytes()) % SEATS;
    FIRST_SEED + place as u32 * AGENTS
}

/// What all participants have in common: the scenario without its seed, in 10 bits.
pub fn fingerprint(scenario: &Scenario) -> u32 {
    let bytes = Scenario { seed: 0, ..scenario.clone() }.to_bytes();
    (hash(bytes.into_iter()) % 1024) as u32
}

/// In three groups. None: the seed or the number of agents does not fit.
pub fn encode(outcome: &Outcome) -> Option<String> {
    let Outcome { seed, verdict, count, agents, scenario } = *outcome;
    let split = Verdict::ALL.len();
    let verdict = verdict.map_or(split, |verdict| Verdict::ALL.iter().position(|other| *other == verdict).unwrap_or(split));
    if seed >= 1 << 24 || !(1..=AGENTS).contains(&agents) || !(1..=agents).contains(&count) {
        return None;
    }
    let mut payload = u64::from(seed);
    for (value, bits) in [(verdict as u64, 4), (u64::from(count - 1), 6), (u64::from(agents - 1), 6), (u64::from(scenario), 10)] {
        payload = (payload << bits) | value;
    }
    let all = (payload << 10) | (payload % PRIME);
    let mut code = String::new();
    for at in 0..12 {
        if at % 4 == 0 && at > 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[((all >> (55 - 5 * at)) & 31) as usize]));
    }
    Some(code)
}

/// Reads a code as people pass it on: small letters, without hyphens, `O` for zero.
pub fn decode(text: &str) -> Result<Outcome, CodeError> {
    let (mut all, mut length) = (0_u64, 0);
    for letter in text.chars().filter(|letter| *letter != '-') {
        let plain = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = LETTERS.iter().position(|known| char::from(*known) == plain).ok_or(CodeError::Letter(letter))?;
        length += 1;
        if length <= 12 {
            all = (all << 5) | value as u64;
        }
    }
    if length != 12 {
        return Err(CodeError::Length(length));
    }
    let payload = all >> 10;
    if payload % PRIME != all & 1023 {
        return Err(CodeError::Damaged);
    }
    let part = |from: u32, bits: u32| ((payload >> from) & ((1 << bits) - 1)) as u32;
    let (verdict, count, agents) = (part(22, 4) as usize, part(16, 6) + 1, part(10, 6) + 1);
    if verdict > Verdict::ALL.len() || count > agents {
        return Err(CodeError::Damaged);
    }
    Ok(Outcome { seed: part(26, 24), verdict: Verdict::ALL.get(verdict).copied(), count, agents, scenario: part(0, 10) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes() -> Vec<Outcome> {
        let mut all = Vec::new();
        for (at, seed) in [0, 1, 1000, 65_537, (1 << 24) - 1].into_iter().enumerate() {
            for verdict in Verdict::ALL.into_iter().map(Some).chain([None]) {
                all.push(Outcome { seed, verdict, count: 1 + at as u32 * 3, agents: 4 + at as u32 * 15, scenario: 200 * at as u32 });
            }
        }
        all
    }

    #[test]
    fn codes_come_back() {
        for outcome in outcomes() {
            let code = encode(&outcome).unwrap();
            assert_eq!(code.len(), 14);
            assert_eq!(decode(&code), Ok(outcome), "{code}");
            let spoken = code.to_lowercase().replace('-', "").replace('0', "o").replace('1', "l");
            assert_eq!(decode(&spoken), Ok(outcome), "{spoken}");
        }
        let outcome = outcomes()[0];
        assert_eq!(encode(&Outcome { seed: 1 << 24, ..outcome }), None);
        assert_eq!(encode(&Outcome { count: 0, ..outcome }), None);
        assert_eq!(encode(&Outcome { count: outcome.agents + 1, ..outcome }), None);
    }

    #[test]
    fn damaged_codes_are_refused() {
        for outcome in outcomes() {
            let code: Vec<char> = encode(&outcome).unwrap().chars().filter(|letter| *letter != '-').collect();
            for at in 0..12 {
                for letter in LETTERS.iter().map(|letter| char::from(*letter)).filter(|letter| *letter != code[at]) {
                    let mut other = code.clone();
                    other[at] = letter;
                    let other: String = other.into_iter().collect();
                    assert_eq!(decode(&other), Err(CodeError::Damaged), "{other}");
                }
            }
            for at in (0..9).filter(|at| code[*at] != code[at + 1]) {
                let mut other = code.clone();
                other.swap(at, at + 1);
                assert_eq!(decode(&other.into_iter().collect::<String>()), Err(CodeError::Damaged));
            }
        }
        assert_eq!(decode("ABC"), Err(CodeError::Length(3)));
        assert_eq!(decode("ABCD-EFGH-JKM!"), Err(CodeError::Letter('!')));
        assert_eq!(decode(&"A".repeat(100)), Err(CodeError::Length(100)));
    }

    #[test]
    fn a_nickname_is_a_seed() {
        assert_eq!(seed(" Ada "), seed("ada"));
        let names: Vec<u32> = (0..300).map(|number| seed(&format!("participant {number}"))).collect();
        let mut unlike = names.clone();
        unlike.sort_unstable();
        unlike.dedup();
        assert!(unlike.len() >= 299, "{}", unlike.len());
        assert!(names.iter().all(|seed| *seed >= FIRST_SEED && *seed + AGENTS < 1 << 24 && (seed - FIRST_SEED).is_multiple_of(AGENTS)));
    }

    #[test]
    fn the_fingerprint_is_of_all_but_the_seed() {
        let mut scenario = Scenario::preset("lava").unwrap();
        let print = fingerprint(&scenario);
        scenario.seed = 77;
        assert_eq!(fingerprint(&scenario), print);
        scenario.set("train.disagree", "0.1").unwrap();
        assert_ne!(fingerprint(&scenario), print);
    }
}
