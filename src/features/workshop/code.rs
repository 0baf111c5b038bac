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

/// What all participants have in common: the scenario without its seed and without how many agents there are, in 10 bits.
pub fn fingerprint(scenario: &Scenario) -> u32 {
    let bytes = Scenario { seed: 0, seeds: 1, ..scenario.clone() }.to_bytes();
    (hash(bytes.into_iter()) % 1024) as u32
}

/// The number of a verdict in a code is its place here; none: the agents are split. Codes are passed on by word of mouth, so what comes
/// later comes last.
const NUMBERED: [Option<Verdict>; 13] = [
    Some(Verdict::NothingAsked),
    Some(Verdict::NotTrained),
    Some(Verdict::Memorized),
    Some(Verdict::ShortSighted),
    Some(Verdict::CannotTell),
    Some(Verdict::Aligned),
    Some(Verdict::Tampering),
    Some(Verdict::OuterMisaligned),
    Some(Verdict::InnerMisaligned),
    Some(Verdict::Incompetent),
    Some(Verdict::Mixed),
    None,
    Some(Verdict::NothingMeant),
];

/// In three groups. None: the seed or the number of agents does not fit.
pub fn encode(outcome: &Outcome) -> Option<String> {
    let Outcome { seed, verdict, count, agents, scenario } = *outcome;
    let verdict = NUMBERED.iter().position(|other| *other == verdict)?;
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
    let known = NUMBERED.get(verdict).filter(|_| count <= agents);
    let verdict = *known.ok_or(CodeError::Damaged)?;
    Ok(Outcome { seed: part(26, 24), verdict, count, agents, scenario: part(0, 10) })
}

/// What in a text is a code, or was one before it was damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Code(Outcome, String),
    Damaged(String, CodeError),
}

/// Finds the codes in any text: a chat, a mail, the export of a meeting, what somebody wrote down by ear. The remainder in a code
/// says that it is one; what is only damaged must look like one, or names and times would.
pub fn find(text: &str) -> Vec<Found> {
    let plain = ENTITIES.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    let words = words(&plain);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let good = (at + 1..=words.len().min(at + 12)).find_map(|end| {
            let code = code_of(&words[at..end])?;
            Some((end, Found::Code(decode(&code).ok()?, code)))
        });
        let (end, this) = match good {
            Some((end, code)) => (end, Some(code)),
            None => damaged(&words, at).map_or((at + 1, None), |(end, code)| (end, Some(code))),
        };
        found.extend(this);
        at = end;
    }
    found
}

/// Hyphens and blanks in a chat that was saved as a page.
const ENTITIES: [(&str, &str); 6] =
    [("&nbsp;", " "), ("&#160;", " "), ("&ndash;", "-"), ("&mdash;", "-"), ("&#8209;", "-"), ("&#8211;", "-")];

/// What stands between a word and the one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Hyphen,
    /// What some put in the place of a hyphen, and much else has as well.
    Mark,
    Blank,
    Other,
}

/// The words of a text in plain letters, each with what follows it.
fn words(text: &str) -> Vec<(String, Gap)> {
    let mut words: Vec<(String, Gap)> = Vec::new();
    let (mut word, mut gap) = (String::new(), String::new());
    for letter in text.chars().filter_map(plain).chain(['\0']) {
        if letter.is_alphanumeric() {
            if let Some((_, after)) = words.last_mut().filter(|_| word.is_empty()) {
                *after = between(&gap);
            }
            word.push(letter);
            gap.clear();
        } else {
            if !word.is_empty() {
                words.push((std::mem::take(&mut word), Gap::Other));
            }
            gap.push(letter);
        }
    }
    words
}

fn between(gap: &str) -> Gap {
    // Each group may be emphasized by itself.
    let bare: String = gap.chars().filter(|letter| !matches!(letter, '*' | '`' | '~')).collect();
    match bare.trim() {
        "-" | "--" => Gap::Hyphen,
        // A line is an end.
        "" if !gap.contains('\n') => Gap::Blank,
        "_" | "." | "/" | "\u{b7}" | "\u{2022}" if bare.trim() == bare => Gap::Mark,
        _ => Gap::Other,
    }
}

/// Letters, hyphens and blanks as a keyboard has them; nothing for what cannot be seen.
fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {
            None
        }
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{30fc}' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0),
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        other if other.is_whitespace() && other != '\n' => Some(' '),
        other => Some(other),
    }
}

/// These words as one code, if they have twelve letters and are grouped as somebody would write or say a code.
fn code_of(words: &[(String, Gap)]) -> Option<String> {
    let ((_, inner), lengths) = (words.split_last()?, words.iter().map(|(word, _)| word.chars().count()));
    let lengths: Vec<usize> = lengths.collect();
    let is_apart = inner.iter().any(|(_, gap)| *gap == Gap::Other) || lengths.iter().sum::<usize>() != 12;
    let is_spoken = lengths.iter().all(|length| *length == lengths[0] || length.is_multiple_of(4));
    let has = |gap: Gap| inner.iter().any(|(_, found)| *found == gap);
    // Words are letters alone, and numbers have points in other places.
    let whole: String = words.iter().map(|(word, _)| word.to_ascii_uppercase()).collect();
    let is_word = !has(Gap::Hyphen) && turns(&whole) == 0;
    if is_apart || is_word || (!is_spoken && has(Gap::Blank)) || (has(Gap::Mark) && lengths != [4; 3]) {
        return None;
    }
    let letters: Vec<char> = whole.chars().collect();
    Some(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

/// Letters and digits in one.
fn is_mixed((word, _): &(String, Gap)) -> bool {
    turns(word) > 0
}

/// How often letters and digits follow each other.
fn turns(word: &str) -> usize {
    let is_digit = word.chars().map(|letter| letter.is_ascii_digit());
    is_digit.clone().zip(is_digit.skip(1)).filter(|(one, other)| one != other).count()
}

/// What begins here, looks like a code and is none: letters and digits in groups of about four.
fn damaged(words: &[(String, Gap)], at: usize) -> Option<(usize, Found)> {
    let is_inside = at > 0 && words[at - 1].1 == Gap::Hyphen;
    let hyphens = words[at..].iter().take_while(|(_, gap)| *gap == Gap::Hyphen).count();
    let blanks = words[at..].iter().take_while(|(_, gap)| *gap == Gap::Blank).count();
    let group = |(word, _): &(String, Gap)| word.chars().count();
    let count = match hyphens {
        _ if is_inside => return None,
        // Whole groups are missing, or one of three has a letter more or less.
        1 if words[at..at + 2].iter().all(|word| group(word) == 4) => 2,
        2 if words[at..at + 3].iter().all(|word| (3..=5).contains(&group(word)))
            && (11..=13).contains(&words[at..at + 3].iter().map(group).sum::<usize>()) =>
        {
            3
        }
        0 if blanks >= 2
            && words[at..at + 3].iter().all(|word| group(word) == 4)
            && words[at..at + 3].iter().filter(|(word, _)| word.contains(|letter: char| letter.is_ascii_digit())).count() >= 2 =>
        {
            3
        }
        0 if (11..=13).contains(&group(&words[at])) && turns(&words[at].0) >= 3 => 1,
        _ => return None,
    };
    let these = &words[at..at + count];
    // A name with a year behind it is none.
    if !these.iter().any(is_mixed) {
        return None;
    }
    let code = these.iter().map(|(word, _)| word.to_uppercase()).collect::<Vec<_>>().join("-");
    let error = decode(&code).err()?;
    Some((at + count, Found::Damaged(code, error)))
}

#[cfg(test)]
mod tests;
