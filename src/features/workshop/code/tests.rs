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

fn check(text: &str, wanted: &[&str]) {
    let found = find(text);
    let found: Vec<String> = found
        .into_iter()
        .map(|found| match found {
            Found::Code(outcome, code) => {
                assert_eq!(decode(&code), Ok(outcome));
                code
            }
            Found::Damaged(code, error) => format!("{code}: {error}"),
        })
        .collect();
    assert_eq!(found, wanted, "{text:?}");
}

/// Two codes: the first has letters that are mistaken for others.
const ONE: &str = "965A-H800-TRGQ";

#[test]
fn a_code_is_found_however_it_is_passed_on() {
    let two = encode(&outcomes()[9]).unwrap();
    for around in [
        "{}",
        " {}\n",
        "{}.",
        "{}!",
        "{}?",
        "({})",
        "[{}]",
        "<{}>",
        "\"{}\"",
        "'{}'",
        "\u{201e}{}\u{201c}",
        "\u{ab}{}\u{bb}",
        "*{}*",
        "**{}**",
        "_{}_",
        "`{}`",
        "~{}~",
        "my code: {}",
        "code={};",
        "Ada: {}, thanks",
        "Ada {}",
        "> {}",
        "- {}",
        "1. {}",
        "{}\u{a0}",
        "\u{a0}{}",
        "\u{200b}{}\u{200b}",
        "\u{feff}{}",
        "| Ada | {} |",
        "<b>{}</b>",
        "{}👍",
        "Ada\t{}\t09:15",
        "Ada-{}",
        "\u{3010}{}\u{3011}",
        "Mein Code ist {}…",
        "\u{2068}Ada\u{2069}: {}",
        "28.11.26, 09:15 - Ada: {}",
        "00:01:02.000 --> 00:01:05.000\n<v Ada>{}</v>",
        "\"Ada\",\"{}\",\"09:15\"",
        "{}\u{fe0f}",
    ] {
        check(&around.replace("{}", ONE), &[ONE]);
        check(&around.replace("{}", &two), &[&two]);
    }
    for dash in [
        "", "-", " ", " - ", "\u{a0}", "\u{2009}", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{ff0d}", "\u{ad}-", "-\n",
    ] {
        check(&format!("It is {} here.", ONE.replace('-', dash)), &[ONE]);
        check(&format!("It is {} here.", ONE.to_lowercase().replace('-', dash).replace('0', "o")), &[&ONE.replace('0', "O")]);
    }
    for between in ["--", " -- ", "_", ".", "/", "\u{b7}", "**-**", "* - *", "`-`", "&#8209;", "&nbsp;", "&ndash;", "\u{202f}", "\u{30fc}"]
    {
        check(&format!("It is {} here.", ONE.replace('-', between)), &[ONE]);
    }
    check("**965A**-**H800**-**TRGQ**", &[ONE]);
    check("9 6 5 A H 8 0 0 T R G Q", &[ONE]);
    check("９６５Ａ－Ｈ８００－ＴＲＧＱ", &[ONE]);
    check("965AH800 TRGQ and 965a h800trgq", &[ONE, ONE]);
    check(&format!("{ONE}{two}"), &[]);
    check(&format!("{ONE} {two},{ONE};{two}/{ONE}"), &[ONE, &two, ONE, &two, ONE]);
}

#[test]
fn exports_of_meetings_are_read() {
    check(
        "09:15:22 From Ada Lovelace to Everyone:\n\t965A-H800-TRGQ.\n09:15:40 From Anna-Lena Meyer-Lang (she/her) to Everyone:\n\t\
         Replying to \"965A-H800-TRGQ\"\n\n\tsame here 👍",
        &[ONE, ONE],
    );
    check("[28.11.2026 09:15] +49 171 1234567: **965A–H800–TRGQ**\n[2026-11-28, 9:16 PM] Bob2: what does that mean", &[ONE]);
    check("<p>Ada <ada.lovelace1815@example.org> wrote on 2026-11-28T09:15:22Z:</p><p>&nbsp;965A-H800-TRGQ&nbsp;</p>", &[ONE]);
}

#[test]
fn what_does_not_look_like_a_code_is_not_called_one() {
    for text in [
        "",
        "ABC",
        "Ada Lovelace",
        "0000",
        "0000-0000",
        "09:15:22",
        "2026-11-28",
        "2026-11-28T09:15:22",
        "+49-171-1234567",
        "0171-1234-5678",
        "Anna-Lena-Mara",
        "presentation",
        "they were here",
        "user1234",
        "Meeting ID: 812 3456 7890",
        "550e8400-e29b-11d4-a716-446655440000",
        "www.example.org",
        "Passcode: 123456",
        "12345678901",
        "wir sind alle da",
        "COVID-19",
        "Team-2024",
        "Anna-Lena-2024",
        "Year 2024 and 2025",
        "call 0171 2345",
        "192.168.100.100",
        "00:01:02.000 --> 00:01:05.000",
        "v1.20.3-rc1",
        "Besprechung",
        "Vorstellungsrunde",
        "ISO-8601",
    ] {
        check(text, &[]);
    }
}

/// The remainder alone would take one in a thousand for a code.
#[test]
fn words_of_twelve_letters_are_no_codes() {
    let letters: Vec<char> = "abcdefghjkmnpqrstvwxyz".chars().collect();
    for number in 0..20_000_u32 {
        let letter = |at: u32| letters[(number.wrapping_mul(2_654_435_761).rotate_left(3 * at) % 22) as usize];
        let word: String = (0..12).map(letter).collect();
        check(&format!("{word} {} {} {}", &word[..4], &word[4..8], &word[8..]), &[]);
    }
}

#[test]
fn what_looks_like_a_code_and_is_none_is_named() {
    let wrong = "a letter is wrong or in the wrong place";
    check("Ada: 865A-H800-TRGQ.", &[&format!("865A-H800-TRGQ: {wrong}")]);
    check("865ah800trgq", &[&format!("865AH800TRGQ: {wrong}")]);
    check("865A H800 TR6Q", &[&format!("865A-H800-TR6Q: {wrong}")]);
    check("965A-H8000-TRGQ", &["965A-H8000-TRGQ: a code has 12 letters and digits, this has 13"]);
    check("(965A-H80-TRGQ)", &["965A-H80-TRGQ: a code has 12 letters and digits, this has 11"]);
    check("965A-H800", &["965A-H800: a code has 12 letters and digits, this has 8"]);
    check("965A-H80U-TRGQ", &["965A-H80U-TRGQ: there is no `U` in a code"]);
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
