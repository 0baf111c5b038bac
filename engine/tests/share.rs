//! Share links: what goes in comes out, what is broken is named, what was published once is read forever.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use engine::env::World;
use engine::env::picture::draw;
use engine::judge::{Set, level};
use engine::learner::{Settings, settings::SETTINGS};
use engine::rng::{Purpose, Rng};
use engine::scenario::{ENGINE, JUDGE_LEVELS, MAX_PROXIES, PRESETS, Painted, Place, Proxy, SEEDS, Scenario};
use engine::share::{Framing, LinkError, MAX_LINK, MAX_NOTE, MAX_PAYLOAD, MAX_TITLE, Opened, Panel, Shared};
use engine::share::{decode, encode, from_json, from_json_strictly, to_json, to_pretty_json};
use serde_json::{Map, Value, json};

/// A link with whatever payload, its checksum right.
fn forged(payload: &[u8]) -> String {
    linked(payload, &miniz_oxide::deflate::compress_to_vec(payload, 1))
}

/// The link of a payload whose deflated form is this one.
fn linked(payload: &[u8], deflated: &[u8]) -> String {
    let bytes = [&crc32fast::hash(payload).to_le_bytes(), deflated].concat();
    format!("1.{}", base64(&bytes))
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0, |word, (i, &byte)| word | u32::from(byte) << (16 - 8 * i));
        for i in 0..=chunk.len() {
            text.push(LETTERS[(word >> (18 - 6 * i)) as usize & 63].into());
        }
    }
    text
}

fn bytes_of(code: &str) -> Vec<u8> {
    let (mut word, mut bits, mut bytes) = (0u32, 0, Vec::new());
    for letter in code.bytes() {
        word = word << 6 | LETTERS.iter().position(|&other| other == letter).expect("a letter") as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((word >> bits) as u8);
        }
    }
    bytes
}

fn code_of(link: &str) -> &'static str {
    decode(link).map_or_else(|error| error.code(), |_| "opened")
}

/// Nothing is wrong with a scenario but, maybe, its texts and its pictures: with others in their place it can run.
fn assert_fit_to_run(opened: &Opened, context: &str) {
    let mut scenario = opened.shared.scenario.clone();
    for text in [&mut scenario.reward, &mut scenario.intended].into_iter().chain(scenario.proxies.iter_mut().map(|it| &mut it.source)) {
        "0".clone_into(text);
    }
    let mut errors = scenario.check().err().unwrap_or_default();
    errors.retain(|error| !matches!(error.place, Place::Painted { at: Some(_), .. }));
    assert!(errors.is_empty(), "{errors:?}\n{context}");
}

// ---- Golden links ----

/// Everything that a link was opened with, a line a field: texts in quotes, and of remarks the field alone.
fn told(opened: &Opened) -> Vec<String> {
    let Opened { shared, remarks } = opened;
    let Shared { scenario, panels, lock, amount, framing, title, note, digest, unknown } = shared;
    let quoted = |text: &str| Value::from(text).to_string();
    let names = |panels: &[Panel]| panels.iter().map(|panel| panel.name()).collect::<Vec<_>>().join(" ");
    let mut lines = vec![
        format!("preset {}", scenario.preset),
        format!("world {}", scenario.world.name()),
        format!("seed {}", scenario.seed),
        format!("seeds {}", scenario.seeds),
        format!("reward {}", quoted(&scenario.reward)),
        format!("intended {}", quoted(&scenario.intended)),
    ];
    lines.extend(scenario.proxies.iter().map(|Proxy { name, source }| format!("proxies.{name} {}", quoted(source))));
    for (group, knobs) in [("train", &scenario.train), ("shift", &scenario.shift)] {
        lines.extend(scenario.world.knobs().iter().zip(knobs).map(|(knob, &value)| format!("{group}.{} {}", knob.name, value)));
    }
    let settings = SETTINGS.iter().zip(scenario.agent.values());
    lines.extend(settings.map(|(setting, value)| format!("agent.{} {}", setting.name, value)));
    lines.push(format!("judge.levels {}", scenario.judge_levels));
    lines.push(format!("panels {}", names(panels)));
    lines.push(format!("lock {}", names(lock)));
    // Links of before had none.
    lines.extend((*amount != 0.0).then(|| format!("amount {amount}")));
    lines.extend((*framing != Framing::Behavior).then(|| format!("framing {}", framing.name())));
    lines.push(format!("title {}", quoted(title)));
    lines.push(format!("note {}", quoted(note)));
    lines.push(format!("digest {}", digest.as_deref().unwrap_or("none")));
    lines.push(format!("unknown {}", Value::from(unknown.clone())));
    lines.extend(remarks.iter().map(|remark| format!("remark {}", remark.place)));
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Each file: what it is; the engine that made it, `link` or `link, only read`, and the link; all that it must decode to. None may
/// ever change.
#[test]
fn golden_links_are_read_forever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links");
    let mut read = 0;
    for entry in fs::read_dir(&folder).expect("the golden links") {
        let path = entry.expect("a file").path();
        let shown = path.display();
        let text = fs::read_to_string(&path).expect("a text");
        let parts: Vec<&str> = text.splitn(3, "\n\n").collect();
        let [_, link, expected] = parts[..] else { panic!("{shown}: a golden file has three parts, blank lines between") };
        let lines: Vec<&str> = link.lines().collect();
        let [engine, kind, link] = lines[..] else { panic!("{shown}: the engine, the kind and the link stand on lines of their own") };
        let opened = decode(link).unwrap_or_else(|error| panic!("{shown}: {error}"));
        let same_engine = engine == format!("engine {ENGINE}");
        let found = told(&opened);
        // Of another engine's links the digest is not compared, and that is said.
        let of_engine = |line: &str| ["digest ", "remark engine", "remark digest"].iter().any(|start| line.starts_with(start));
        let counts = |line: &str| same_engine || !of_engine(line);
        let expected: Vec<&str> = expected.lines().collect();
        for line in expected.iter().filter(|line| counts(line)) {
            assert!(found.iter().any(|other| other == line), "{shown}: not as it was: {line}\n{}", found.join("\n"));
        }
        // A later version may have more fields, but nothing more to say of those that there were.
        let key = |line: &str| line.split(' ').next().map(str::to_owned);
        for line in found.iter().filter(|line| counts(line) && !expected.contains(&line.as_str())) {
            assert!(!line.starts_with("remark") && expected.iter().all(|other| key(other) != key(line)), "{shown}: new: {line}");
        }
        match kind {
            "link" if same_engine => assert_eq!(format!("#{}", encode(&opened.shared)), link, "{shown}: other links are made today"),
            other => assert!(matches!(other, "link" | "link, only read"), "{shown}: {other}"),
        }
        read += 1;
    }
    assert!(read >= 15, "only {read} golden links are left in {}", folder.display());
}

// ---- Tables ----

#[test]
fn a_payload_is_canonical() {
    let scenario = |changes: &[(&str, &str)]| {
        let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
        changes.iter().for_each(|(key, value)| scenario.set(key, value).expect("a field"));
        scenario
    };
    let check = |shared: Shared, expected: &str| {
        assert_eq!(to_json(&shared), expected);
        let opened = from_json(expected).expect("a payload");
        assert!(opened.remarks.is_empty() && opened.shared == shared, "{expected}: {opened:?}");
        assert_eq!(from_json_strictly(&to_pretty_json(&shared)).expect("a scenario file"), opened);
    };
    let preset = r#"{"engine":2,"preset":"cheese-corner"}"#;
    check(scenario(&[]).into(), preset);
    check(scenario(&[("train.disagree", "0.5"), ("train.disagree", "0")]).into(), preset);
    check(
        scenario(&[("agent.gamma", "0.9"), ("seed", "0"), ("agent.learning_rate", "1e-6"), ("judge.levels", "64"), ("train.size", "9")])
            .into(),
        r#"{"agent":{"gamma":0.9,"learning_rate":1e-6},"engine":2,"judge":{"levels":64},"preset":"cheese-corner","seed":0,"train":{"size":9}}"#,
    );
    check(
        Shared {
            title: "T".into(),
            lock: vec![Panel::Seed, Panel::Reward],
            panels: Panel::ALL.into(),
            digest: Some("0123456789abcdef".into()),
            ..scenario(&[("proxies.wall", "bumped")]).into()
        },
        concat!(
            r#"{"digest":"0123456789abcdef","engine":2,"lock":["seed","reward"],"#,
            r#""panels":["reward","train","shift","verdict","correct","settings","seed"],"preset":"cheese-corner","#,
            r#""proxies":[{"name":"corner","source":"reached_corner"},{"name":"wall","source":"bumped"}],"title":"T"}"#
        ),
    );
    // A scenario that started from no preset is told by one of its world.
    for world in World::ALL {
        let shared = Shared::from(Scenario::of(world));
        let opened = decode(&encode(&shared)).expect("a link");
        let expected = Scenario { preset: opened.shared.scenario.preset.clone(), ..shared.scenario };
        assert!(opened.shared.scenario == expected && opened.remarks.is_empty(), "{opened:?}");
    }
}

#[test]
fn what_mails_and_chats_do_to_a_link_is_undone() {
    let shared = Shared { title: "ü+/ß".into(), ..Scenario::preset("lava").expect("a preset").into() };
    let link = encode(&shared);
    let padded = format!("{link}{}", "=".repeat((4 - (link.len() - 2) % 4) % 4));
    let escaped = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    for text in [
        link.clone(),
        format!("#{link}"),
        format!("https://example.org/a/b.html?x=1#{link}"),
        format!("<https://example.org/#{link}>."),
        format!("[a figure](https://example.org/#{link})"),
        format!("{link}…"),
        format!("(see https://example.org/#{link}),"),
        format!("  {}\r\n {}\t{}\u{a0}", &link[..9], &link[9..30], &link[30..]),
        format!("{}\u{200b}{}\u{feff}", &link[..20], &link[20..]),
        link.replace('-', "+").replace('_', "/"),
        padded.clone(),
        padded.replace('-', "+").replace('_', "/") + ")",
        escaped(&link),
        escaped(&escaped(&format!("https://example.org/#{link}"))),
        format!("https://example.org/%23{}", link.replace('.', "%2e")),
    ] {
        let opened = decode(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(opened.shared == shared && opened.remarks.is_empty(), "{text}");
    }
}

/// What people, chats and programs put behind a link; of some a browser hands on the encoded form.
const BEHIND: [&str; 32] = [
    "&utm_source=x",
    "&amp;utm_source=x",
    "&fbclid=IwAR0-_xYz&seed=9",
    "&data=02|01&reserved=0",
    "&data=02%7C01%7Cada%40example.org%7C&amp;sdata=x%2By%3D&reserved=0",
    "|label>",
    "|Ada's experiment>",
    "`",
    "```",
    "!",
    "?",
    "?fbclid=x",
    "”",
    "“)",
    "»",
    "。",
    "’s",
    "}",
    "\\",
    "/",
    "/index.html",
    ":~:text=a%20word,another",
    "#top",
    "](https://example.org/#preset=lava)",
    "](https://example.org/#1.cut)",
    "</a>",
    "&quot;&gt;",
    "%E4%F6",
    "%",
    "AAAA",
    " and look at the mouse",
    "\r\n-- \r\nAda | example.org",
];

/// What gets into a long link on its way, wherever a line is broken.
const WOVEN: [&str; 18] = [
    "\n",
    "\r\n\t",
    " ",
    "=\r\n",
    "=\n",
    "=20\r\n",
    "\n> ",
    "\r\n>> ",
    "\n> > | ",
    "=\r\n> ",
    "> ",
    "%3E%20",
    "&gt; ",
    "\u{ad}",
    "\u{200b}",
    "\u{2060}",
    "\\\n",
    "%0A%7C%20",
];

#[test]
fn what_stands_behind_a_link_or_is_woven_into_it_does_no_harm() {
    let shared = Shared { title: "ü+/ß".into(), ..Scenario::preset("lava").expect("a preset").into() };
    let link = encode(&shared);
    let check = |text: &str| {
        let opened = decode(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(opened.shared == shared && opened.remarks.is_empty(), "{text}");
    };
    for start in ["", "#", "https://example.org/?x=1#", "See #3: <https://example.org/#", "`"] {
        BEHIND.iter().for_each(|behind| check(&format!("{start}{link}{behind}")));
        for (at, woven) in WOVEN.iter().enumerate() {
            let parts: Vec<&str> = [(0, 2), (2, 9 + at), (9 + at, 40), (40, link.len())].map(|(from, to)| &link[from..to]).into();
            check(&format!("{start}{}", parts.join(woven)));
            check(&format!("{start}{}{}", parts.join(woven), BEHIND[at]));
        }
    }
    check(&format!("[https://example.org/#{link}](https://example.org/#{link})"));
    check(&format!("[https://example.org/#{}…](https://example.org/#{link})", &link[..24]));
    // Another link is not what was meant.
    let other = encode(&Scenario::preset("boat-race").expect("a preset").into());
    assert_eq!(code_of(&format!("[https://example.org/#{}…](https://example.org/#{other})", &link[..24])), "bad_character");
    assert_eq!(code_of(&format!("https://example.org/#preset=lavas https://example.org/#{other}")), "unknown_preset");
    let wrapped =
        format!("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F%23{link}&data=05%7C02%7C&reserved=0");
    check(&wrapped);
    check(&format!("Ada wrote:\r\n> {}=\r\n> {}\r\n> Look!", &wrapped[..90], &wrapped[90..]));
}

#[test]
fn what_stands_behind_the_short_form_is_told() {
    let open = |text: &str| decode(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let wanted = Scenario { seed: 7, ..Scenario::preset("lava").expect("a preset") };
    let check = |behind: &str, remarks: &[&str]| {
        for start in [
            "preset=lava&seed=7",
            "https://example.org/#preset=lava&seed=7",
            "#preset=3Dlava&seed=3D7",
            "#preset=3Dlava&se=\r\ned=3D7",
            "<#preset=lava&amp;seed=7",
        ] {
            let text = format!("{start}{behind}");
            let opened = open(&text);
            assert_eq!(opened.shared, wanted.clone().into(), "{text}");
            assert_eq!(opened.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(), remarks, "{text}");
        }
    };
    for mark in ["", ".", ",", "!", "?", ")", "`", "”", "»", "…", "*", "**", "&", "?!", "\\", ">.", "\n> ", "\"", "&quot;", "/", ":"] {
        check(mark, &[]);
    }
    let key = |name: &str| format!("{name}: there is no such key in the short form; it is left out");
    check("&utm_source=x", &[&key("utm_source")]);
    check("&utm_source=x&utm_medium=a%20b!", &[&key("utm_source"), &key("utm_medium")]);
    check("&fbclid=Iw-_x/y:z", &[&key("fbclid")]);
    check("&speed=1", &[&key("speed")]);
    check("|label>", &["seed: behind its value stands `|label`; it is left out"]);
    check("&data=02|01&reserved=0", &[&key("data"), &key("reserved")]);
    check(":~:text=word", &["seed: behind its value stands `:~:text=word`; it is left out"]);
    check("?gclid=x", &["seed: behind its value stands `?gclid=x`; it is left out"]);
    check(" and look", &["seed: behind its value stands ` and look`; it is left out"]);
    // What is meant for the experiment is told with what there is instead.
    let opened = open("#preset=lava&train.wings=1");
    assert!(opened.remarks[0].to_string().starts_with("train.wings: this world has no knob `wings`"), "{:?}", opened.remarks);
    // A flood of keys ends.
    let many: String = (0..600).map(|i| format!("&x{i}")).collect();
    assert_eq!(open(&format!("preset=lava&seed=7{many}")).remarks.len(), 51);
}

#[test]
fn the_short_form() {
    let open = |text: &str| decode(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let expect = |text: &str, changes: &[(&str, &str)]| {
        let opened = open(text);
        let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
        changes.iter().for_each(|(key, value)| scenario.set(key, value).expect("a field"));
        assert!(opened.shared == scenario.into() && opened.remarks.is_empty(), "{text}: {opened:?}");
    };
    expect("#preset=cheese-corner", &[]);
    expect("https://example.org/#preset=cheese-corner&seed=8&train.disagree=0.1", &[("seed", "8"), ("train.disagree", "0.1")]);
    expect("seeds=4&shift.disagree=.5&preset=cheese-corner&", &[("seeds", "4"), ("shift.disagree", "0.5")]);
    expect("preset%3Dcheese-corner%26seed%3D8).", &[("seed", "8")]);
    expect("preset=cheese-corner & seed=1e1", &[("seed", "10")]);
    let remarks = |text: &str| open(text).remarks.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(remarks("preset=cheese-corner&train.disagree=7"), ["train.disagree: must be a number from 0 to 1, found 7; 1 is used"]);
    assert_eq!(
        remarks("preset=cheese-corner&seeds=0&seed=1.5"),
        [
            "seed: must be a whole number from 0 to 4294967295, found 1.5; 2 is used",
            "seeds: must be a whole number from 1 to 64, found 0; 1 is used"
        ]
    );
}

/// Every kind of error, and the words that matter in it.
#[test]
fn the_long_form() {
    let json = r#"{"preset": "lava", "seed": 9, "title": "100 % + 20 %41 #1"}"#;
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let once = encoded(json);
    for link in [
        format!("https://example.org/w/#scenario={once}"),
        format!("scenario={once}"),
        format!("#scenario={}", encoded(&once)),
        format!("https://example.org/w/%23scenario%3D{}", encoded(&once)),
        // As a browser shows what somebody has typed into its address, and a mail what stands behind a link.
        format!("#scenario={}", json.replace('%', "%25").replace('"', "%22").replace(' ', "%20")),
        format!("Look: https://example.org/w/#scenario={once} and tell me"),
    ] {
        let opened = decode(&link).unwrap_or_else(|error| panic!("{link}: {error}"));
        let Shared { scenario, title, .. } = &opened.shared;
        assert_eq!((&*scenario.preset, scenario.seed, &**title), ("lava", 9, "100 % + 20 %41 #1"), "{link}");
        assert_eq!(opened.remarks, [], "{link}");
    }
    for (link, code) in [
        (format!("#scenario={}", &once[..once.len() - 9]), "not_json"),
        ("#scenario=".into(), "not_json"),
        ("#scenario=7".into(), "not_an_object"),
        (format!("#scenario={}", encoded("{\"seed\": 1}")), "no_preset"),
        (format!("#scenario={}", encoded("{\"preset\": \"lavo\"}")), "unknown_preset"),
    ] {
        assert_eq!(code_of(&link), code, "{link}");
    }
}

#[test]
fn every_error_has_a_name_and_plain_words() {
    let link = encode(&Scenario::preset("cheese-corner").expect("a preset").into());
    let bomb = vec![b' '; 50_000_000];
    let cases: Vec<(String, &str, &str)> = vec![
        ("".into(), "empty", "nothing of the link arrived"),
        ("https://example.org/#".into(), "empty", "nothing"),
        ("#1.".into(), "empty", "nothing"),
        ("1".into(), "empty", "nothing"),
        ("cheese".into(), "wrong_start", "no link of Wayward"),
        ("https://example.org/".into(), "wrong_start", "no link of Wayward"),
        ("0.abc".into(), "wrong_start", "no link of Wayward"),
        ("1-abc".into(), "wrong_start", "no link of Wayward"),
        ("#2.abcdefg".into(), "newer_format", "format 2, which this version cannot read"),
        ("99999999999999999999.abc".into(), "newer_format", "which this version cannot read"),
        (link[..20].into(), "cut_off", "20 characters arrived"),
        (format!("{}…", &link[..3]), "cut_off", "3 characters arrived"),
        (format!("{}!{}", &link[..20], &link[21..]), "bad_character", "at place 21 stands `!`"),
        (format!("1.ä{}", &link[3..]), "bad_character", "at place 3 stands `ä`"),
        (format!("1.{}{}", if &link[2..3] == "A" { "B" } else { "A" }, &link[3..]), "damaged", "checksum"),
        (format!("{}&utm_source=x", &link[..20]), "cut_off", "20 characters arrived"),
        (format!("{}|a label>", &link[..20]), "cut_off", "20 characters arrived"),
        (format!("[{0}]({0})", &link[..20]), "bad_character", "at place 21 stands `]`"),
        (format!("1.{}", "A".repeat(MAX_LINK - 1)), "too_long", "8001 characters; 8000 are allowed"),
        (" ".repeat(100_000), "too_long", "100000 characters"),
        (forged(&bomb[..MAX_PAYLOAD + 1]), "too_large", "65536 bytes"),
        (forged(&bomb[..1_000_000]), "too_large", "65536 bytes"),
        (forged(&bomb), "too_long", "8000 are allowed"),
        (forged(b"{\"preset\":\"\xff\"}"), "not_text", "no text"),
        (forged(b"{\"preset\":"), "not_json", "EOF while parsing"),
        (forged(b"{\"preset\":\"lava\",\"seed\":1e999}"), "not_json", "number out of range at line 1 column 29"),
        (forged(b"{\"preset\":\"lava\",\"seed\":1,\"seed\":2}"), "not_json", "`seed` stands here a second time"),
        (forged(b"{\"preset\":\"lava\",\"x\":{\"a\":1,\"a\":2}}"), "not_json", "`a` stands here a second time"),
        (forged("[".repeat(60_000).as_bytes()), "not_json", "recursion limit"),
        (forged(b"[]"), "not_an_object", "must be an object"),
        (forged(b"{}"), "no_preset", "preset: missing"),
        (forged(b"{\"preset\":[1]}"), "bad_preset", "must be a text, found [1]"),
        (forged(b"{\"preset\":\"gone\"}"), "unknown_preset", "there is no preset `gone`; presets are cheese-corner,"),
        ("preset=gone".into(), "unknown_preset", "there is no preset `gone`"),
        ("seed=7".into(), "no_preset", "preset: missing"),
        ("#utm_source=news&utm_medium=mail".into(), "wrong_start", "no link of Wayward"),
        ("preset=lava & seed=x".into(), "bad_value", "found `x`"),
        ("preset=lava&train.disagree=0,5".into(), "bad_value", "found `0,5`"),
        ("preset=lava&seed=1&seed=1".into(), "repeated_key", "`seed` stands there twice"),
        ("preset=lava&seed=x".into(), "bad_value", "seed: must be a number, found `x`"),
        ("preset=lava&seed=".into(), "bad_value", "found ``"),
        ("preset=lava&train.disagree=NaN".into(), "bad_value", "found `NaN`"),
        ("preset=lava&train.disagree=-inf".into(), "bad_value", "found `-inf`"),
    ];
    let mut seen: Vec<&str> = Vec::new();
    for (text, code, words) in &cases {
        let shown: String = text.chars().take(100).collect();
        let error = decode(text).expect_err(&shown);
        assert_eq!(error.code(), *code, "{shown}: {error}");
        assert!(error.to_string().contains(words), "{shown}: {error}");
        seen.push(code);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 16, "each kind of LinkError is met: {seen:?}");
    assert_eq!(from_json(&format!("{{\"preset\":\"lava\"{}}}", " ".repeat(MAX_PAYLOAD))), Err(LinkError::TooLarge));
}

/// What is off in a payload, field by field: told, and the nearest that is allowed is used.
#[test]
fn what_is_off_is_told_and_the_nearest_is_used() {
    let check = |differs: &str, remarks: &[&str], expected: &str| {
        let text = format!("{{\"engine\":{ENGINE},\"preset\":\"cheese-corner\",{differs}}}");
        let opened = decode(&forged(text.as_bytes())).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(opened.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(), remarks, "{text}");
        let comma = if expected.is_empty() { "" } else { "," };
        let expected: Value =
            serde_json::from_str(&format!("{{\"engine\":{ENGINE},\"preset\":\"cheese-corner\"{comma}{expected}}}")).expect("JSON");
        assert_eq!(serde_json::from_str::<Value>(&to_json(&opened.shared)).expect("JSON"), expected, "{text}");
        assert_fit_to_run(&opened, &text);
    };
    check(r#""seed":-3"#, &["seed: must be a whole number from 0 to 4294967295, found -3; 0 is used"], r#""seed":0"#);
    check(
        r#""seed":1e300"#,
        &["seed: must be a whole number from 0 to 4294967295, found 1e+300; 4294967295 is used"],
        r#""seed":4294967295"#,
    );
    check(
        r#""seed":99999999999999999999999"#,
        &["seed: must be a whole number from 0 to 4294967295, found 1e+23; 4294967295 is used"],
        r#""seed":4294967295"#,
    );
    check(r#""seed":3.0,"train":{"disagree":-0.0}"#, &[], r#""seed":3"#);
    check(r#""seed":null"#, &["seed: must be a whole number from 0 to 4294967295, found null; the preset's is used"], "");
    check(
        r#""judge":{"levels":1}"#,
        &["judge.levels: must be a whole number from 16 to 4096, found 1; 16 is used"],
        r#""judge":{"levels":16}"#,
    );
    check(
        r#""train":{"disagree":1e-400,"size":7.4}"#,
        &["train.size: must be a whole number from 5 to 15, found 7.4; 7 is used"],
        r#""train":{"size":7}"#,
    );
    check(
        r#""agent":{"gamma":1}"#,
        &["agent.gamma: must be a number from 0 to 0.999, found 1; 0.999 is used"],
        r#""agent":{"gamma":0.999}"#,
    );
    check(r#""agent":{"norm_adv":false}"#, &[], r#""agent":{"norm_adv":0}"#);
    check(r#""agent":{"gamma":true}"#, &["agent.gamma: must be a number from 0 to 0.999, found true; the preset's is used"], "");
    check(r#""reward":7"#, &["reward: must be a text, found 7; it is left as it was"], "");
    check(r#""reward":"reached_cheez""#, &[], r#""reward":"reached_cheez""#);
    check(r#""train":[]"#, &["train: must be an object such as {\"NAME\": 1}, found []; the preset's values are used"], "");
    // What no single range can say.
    check(
        r#""train":{"corner":12}"#,
        &["train.corner: a corner of 12 does not fit into a room of 13 (11 inside the border); the preset's, 1, is used"],
        "",
    );
    check(r#""agent":{"hidden_size":60}"#, &["agent.hidden_size: must be a multiple of 8, found 60; the preset's, 64, is used"], "");
    check(
        r#""agent":{"num_envs":3,"num_steps":3}"#,
        &[
            "agent.num_minibatches: must divide num_envs * num_steps = 9 into equal parts of at least 2; all values of `agent` are the preset's",
        ],
        "",
    );
    // What is not known stays.
    let other = ["speed: there is no such field; it is kept as it is"];
    check(r#""speed":[1,{"a":null}]"#, &other, r#""speed":[1,{"a":null}]"#);
    check(
        r#""judge":{"seed":1},"agent":{"speed":2}"#,
        &[
            "agent.speed: there is no setting `speed`; there are total_timesteps, num_envs, num_steps, update_epochs, num_minibatches, \
             learning_rate, anneal_lr, gamma, gae_lambda, clip_coef, ent_coef, vf_coef, max_grad_norm, norm_adv, hidden_size, \
             absolute_position, num_levels; it is kept as it is",
            "judge.seed: there is no such field; it is kept as it is",
        ],
        r#""judge":{"seed":1},"agent":{"speed":2}"#,
    );
    check(
        r#""proxies":[{"name":"corner","source":"reached_corner","doc":"why"}]"#,
        &["proxies[0]: there is no field `doc` here; it is kept as it is"],
        r#""proxies":[{"name":"corner","source":"reached_corner","doc":"why"}]"#,
    );
    // Goals.
    check(r#""proxies":{}"#, &["proxies: must be a list of {\"name\", \"source\"}, found {}; the preset's goals are used"], "");
    check(
        r#""proxies":[{"name":"my goal","source":"1"},{"name":"reward","source":"2"},{"name":"a","source":"3"},{"name":"a","source":"4"},{"source":"5"},{"name":"b"},6]"#,
        &[
            "proxies[0]: a name has 1 to 20 letters, digits or `_`; it is called `my_goal`",
            "proxies[1]: `reward` is the name of another goal; it is called `reward_2`",
            "proxies[3]: another goal is called `a`; it is called `a_2`",
            "proxies[4]: needs `name`, a text; it is called `goal_2`",
            "proxies[5]: needs `source`, a text; it is left out",
            "proxies[6]: must be {\"name\", \"source\"}, found 6; it is left out",
        ],
        r#""proxies":[{"name":"my_goal","source":"1"},{"name":"reward_2","source":"2"},{"name":"a","source":"3"},{"name":"a_2","source":"4"},{"name":"goal_2","source":"5"}]"#,
    );
    let goals = |count: usize| (0..count).map(|i| format!(r#"{{"name":"g{i}","source":"{i}"}}"#)).collect::<Vec<_>>().join(",");
    check(
        &format!(r#""proxies":[{}]"#, goals(MAX_PROXIES + 1)),
        &["proxies[8]: at most 8 goals, found 9; \"g8\" is left out"],
        &format!(r#""proxies":[{}]"#, goals(MAX_PROXIES)),
    );
    // How a page shall show it.
    check(r#""panels":"reward, shift,verdict","lock":["seed","seed"]"#, &[], r#""panels":["reward","shift","verdict"],"lock":["seed"]"#);
    check(
        r#""panels":["shop",3]"#,
        &[
            "panels: there is no panel \"shop\"; there are reward, train, shift, verdict, correct, settings, seed; it is left out",
            "panels: there is no panel 3; there are reward, train, shift, verdict, correct, settings, seed; it is left out",
        ],
        "",
    );
    check(r#""amount":0.4"#, &[], r#""amount":0.4"#);
    check(r#""amount":40"#, &["amount: must be a number from 0 to 1, found 40; 1 is used"], r#""amount":1"#);
    check(r#""framing":"aim""#, &[], r#""framing":"aim""#);
    check(r#""framing":"behavior""#, &[], "");
    check(r#""framing":2"#, &["framing: must be one of behavior, cause, aim, online, found 2; behavior is used"], "");
    check(r#""amount":"far""#, &["amount: must be a number from 0 to 1, found \"far\"; 0 is used"], "");
    let long = "ü".repeat(81);
    check(
        &format!(r#""title":"{long}""#),
        &["title: must have at most 80 characters, found 81; the rest is left out"],
        &format!(r#""title":"{}""#, "ü".repeat(80)),
    );
    check(r#""digest":"0123""#, &["digest: must be 16 digits from 0 to f, found \"0123\"; it is not compared"], "");
    // A flood of remarks ends.
    let many: Vec<String> = (0..500).map(|i| format!("\"x{i:03}\":0")).collect();
    let opened = from_json(&format!("{{\"preset\":\"lava\",{}}}", many.join(","))).expect("a payload");
    assert_eq!((opened.remarks.len(), opened.shared.unknown.len()), (51, 500));
    assert_eq!(opened.remarks[50].message, "and 450 more remarks of this kind");
}

#[test]
fn digests_are_compared_within_one_engine_only() {
    let open = |engine: &str| from_json(&format!("{{{engine}\"preset\":\"lava\",\"digest\":\"0123456789abcdef\"}}")).expect("a payload");
    let words = |opened: &Opened| opened.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let same = open("\"engine\":2,");
    assert_eq!((same.shared.digest.as_deref(), same.remarks.len()), (Some("0123456789abcdef"), 0));
    let older = open("\"engine\":1,");
    assert_eq!(older.shared.digest, None);
    assert!(words(&older).contains("engine: made with engine 1; results may differ from those of this one, 2"), "{}", words(&older));
    let other = open("\"engine\":7,");
    assert_eq!(other.shared.digest, None);
    assert!(words(&other).contains("engine: made with engine 7; results may differ from those of this one, 2"), "{}", words(&other));
    assert_eq!(open("").shared.digest, None, "nobody knows of which engine it is");
    assert!(words(&open("\"engine\":\"2\",")).contains("engine: must be a whole number, found \"2\"; results may differ"));
}

// ---- Many ----

/// Runs `work` for each index on all cores.
fn each(count: u64, work: impl Fn(u64) + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let work = &work;
            scope.spawn(move || (thread..count).step_by(threads as usize).for_each(work));
        }
    });
}

fn pick<'a, T: ?Sized>(rng: &mut Rng, list: &[&'a T]) -> &'a T {
    list[rng.below(list.len() as u32) as usize]
}

/// Of any script, controls and quotes included.
fn random_text(rng: &mut Rng, most: u32) -> String {
    let letter = |rng: &mut Rng| match rng.below(6) {
        0 => char::from_u32(rng.below(0x110000)).unwrap_or('\u{fffd}'),
        1 => char::from(rng.below(128) as u8),
        2 => pick(rng, &["\"", "\\", "\n", "\u{0}", "ü", "猫", "🐭", "\u{202e}", "é", "%", "#", "…"]).chars().next().expect("a letter"),
        _ => char::from(b'a' + rng.below(26) as u8),
    };
    (0..rng.below(most + 1)).map(|_| letter(rng)).collect()
}

fn random_program(rng: &mut Rng, world: World) -> String {
    let known: Vec<&str> = world.examples().iter().chain(world.proxies()).map(|goal| goal.source).collect();
    match rng.below(3) {
        0 => random_text(rng, 60),
        1 => format!("{} + {}", world.features()[rng.below(world.features().len() as u32) as usize].name, rng.unit()),
        _ => pick(rng, &known).to_owned(),
    }
}

/// Uniform in a range, or one of its ends.
fn random_number(rng: &mut Rng, (least, largest): (f64, f64), whole: bool) -> f64 {
    let share = match rng.below(8) {
        0 => 0.0,
        1 => 1.0,
        _ => (f64::from(rng.bits()) + f64::from(rng.bits()) / 4294967296.0) / 4294967296.0,
    };
    let value = least + (largest - least) * share;
    if whole { value.round() } else { value.clamp(least, largest) }
}

fn random_knobs(rng: &mut Rng, world: World, preset: &[f64]) -> Vec<f64> {
    let mut knobs = preset.to_vec();
    for (place, spec) in knobs.iter_mut().zip(world.knobs()) {
        if rng.chance(0.4) {
            *place = random_number(rng, spec.range, spec.step == 1.0);
        }
    }
    if world.check_knobs(&knobs).is_ok() { knobs } else { preset.to_vec() }
}

fn random_settings(rng: &mut Rng, preset: &Settings) -> Settings {
    let mut values = preset.values();
    for (place, spec) in values.iter_mut().zip(&SETTINGS) {
        if rng.chance(0.3) {
            *place = random_number(rng, spec.range, spec.whole);
        }
    }
    values[14] = (values[14] / 8.0).round() * 8.0;
    let settings = Settings::from_values(&values);
    if settings.check().is_ok() { settings } else { *preset }
}

fn random_value(rng: &mut Rng, depth: u32) -> Value {
    match rng.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => rng.chance(0.5).into(),
        2 => rng.bits().into(),
        3 => (f64::from(rng.normal()) * 1e-3).into(),
        4 => (-i64::from(rng.bits())).into(),
        5 => random_text(rng, 12).into(),
        6 => (0..rng.below(4)).map(|_| random_value(rng, depth - 1)).collect(),
        _ => random_unknown(rng, depth - 1).into(),
    }
}

/// Keys that no version knows.
fn random_unknown(rng: &mut Rng, depth: u32) -> Map<String, Value> {
    (0..rng.below(3)).map(|_| (format!("?{}", random_text(rng, 6)), random_value(rng, depth))).collect()
}

/// Everything at random, all of it allowed.
fn random_shared(rng: &mut Rng) -> Shared {
    let preset = &PRESETS[rng.below(PRESETS.len() as u32) as usize];
    let (world, mut scenario) = (preset.world, preset.scenario());
    if rng.chance(0.5) {
        scenario.seed = rng.bits();
    }
    if rng.chance(0.5) {
        scenario.seeds = SEEDS.0 + rng.below(SEEDS.1);
    }
    if rng.chance(0.5) {
        scenario.judge_levels = random_number(rng, (JUDGE_LEVELS.0.into(), JUDGE_LEVELS.1.into()), true) as u32;
    }
    if rng.chance(0.6) {
        scenario.reward = random_program(rng, world);
    }
    if rng.chance(0.3) {
        scenario.intended = random_program(rng, world);
    }
    if rng.chance(0.4) {
        let name = |i: u32| format!("{}_{i}", ["a", "Eighteen_letters_x", "_", "7"][i as usize % 4]);
        scenario.proxies =
            (0..rng.below(MAX_PROXIES as u32 + 1)).map(|i| Proxy { name: name(i), source: random_program(rng, world) }).collect();
    }
    scenario.train = random_knobs(rng, world, &scenario.train);
    scenario.shift = random_knobs(rng, world, &scenario.shift);
    scenario.agent = random_settings(rng, &scenario.agent);
    if rng.chance(0.1) {
        let levels = preset.scenario().levels(1.0);
        let some = |rng: &mut Rng| (0..rng.below(4)).map(|_| draw(&level(Set::Shift, &levels, 0, rng.bits()))).collect::<Vec<_>>();
        scenario.painted = Painted::new(some(rng), some(rng), random_number(rng, (0.0, 1.0), false));
    }
    let panels = |rng: &mut Rng| {
        let start = rng.below(7) as usize;
        let turned = Panel::ALL.into_iter().cycle().skip(start).take(7);
        if rng.chance(0.5) { Vec::new() } else { turned.filter(|_| rng.chance(0.5)).collect() }
    };
    let (panels, lock) = (panels(rng), panels(rng));
    let amount = if rng.chance(0.5) { 0.0 } else { f64::from(rng.below(101)) / 100.0 };
    let framing = Framing::ALL[rng.below(4) as usize];
    let title = if rng.chance(0.5) { random_text(rng, MAX_TITLE as u32) } else { String::new() };
    let note = if rng.chance(0.3) { random_text(rng, MAX_NOTE as u32) } else { String::new() };
    let digest = rng.chance(0.3).then(|| format!("{:08x}{:08x}", rng.bits(), rng.bits()));
    let mut unknown = Map::new();
    if rng.chance(0.1) {
        unknown = random_unknown(rng, 3);
        for group in ["train", "shift", "agent", "judge"] {
            let group_unknown = random_unknown(rng, 2);
            if !group_unknown.is_empty() {
                unknown.insert(group.into(), group_unknown.into());
            }
        }
        let of_goals: Map<String, Value> = scenario
            .proxies
            .iter()
            .map(|proxy| (proxy.name.clone(), random_unknown(rng, 1)))
            .filter(|(_, unknown)| !unknown.is_empty())
            .map(|(name, unknown)| (name, unknown.into()))
            .collect();
        if !of_goals.is_empty() {
            unknown.insert("proxies".into(), of_goals.into());
        }
    }
    Shared { scenario, panels, lock, amount, framing, title, note, digest, unknown }
}

#[test]
fn a_hundred_thousand_scenarios_come_back_as_they_were() {
    each(100_000, |index| {
        let shared = random_shared(&mut Rng::new(2026, Purpose::Rollout, index));
        let link = encode(&shared);
        let opened = decode(&link).unwrap_or_else(|error| panic!("{index}: {error}\n{}", to_json(&shared)));
        assert_eq!(opened.shared, shared, "{index}");
        assert_eq!(encode(&opened.shared), link, "{index}");
        assert!(link.len() <= MAX_LINK, "{index}");
        let about_values = opened
            .remarks
            .iter()
            .find(|remark| !remark.message.ends_with("it is kept as it is") && remark.place != Place::Other("…".into()));
        assert_eq!(about_values, None, "{index}");
        assert!(opened.remarks.is_empty() || !shared.unknown.is_empty(), "{index}: {:?}", opened.remarks);
        assert_fit_to_run(&opened, &link);
    });
}

#[test]
fn an_intact_link_is_read_whatever_stands_behind_it_or_is_woven_into_it() {
    each(3_000, |index| {
        let rng = &mut Rng::new(2030, Purpose::Rollout, index);
        let shared = random_shared(rng);
        let link = encode(&shared);
        let check = |text: &str| match decode(text) {
            Ok(opened) => assert_eq!(opened.shared, shared, "{index}: {text}"),
            Err(error) => panic!("{index}: {error}\n{text}"),
        };
        for _ in 0..4 {
            let behind = match rng.below(3) {
                0 => pick(rng, &BEHIND).to_owned(),
                1 => (0..rng.below(200)).map(|_| char::from(LETTERS[rng.below(64) as usize])).collect(),
                _ => random_text(rng, 200),
            };
            check(&format!("#{link}{behind}"));
            let woven = pick(rng, &WOVEN);
            let mut broken = link.clone();
            for at in
                (0..rng.below(4)).map(|_| rng.below(link.len() as u32) as usize).collect::<std::collections::BTreeSet<_>>().iter().rev()
            {
                broken.insert_str(*at, woven);
            }
            check(&format!("#{broken}{behind}"));
        }
    });
}

#[test]
fn no_cut_link_is_ever_read() {
    each(600, |index| {
        let shared = random_shared(&mut Rng::new(2027, Purpose::Rollout, index));
        let link = encode(&shared);
        for cut in 0..link.len() {
            let expected = if cut <= 2 { "empty" } else { "cut_off" };
            assert_eq!(code_of(&link[..cut]), expected, "{cut} characters of {link}");
            if cut % 16 == 0 {
                let behind = format!("{}{}", &link[..cut], BEHIND[cut / 16 % BEHIND.len()]);
                // Some of what was cut off may stand there by chance; nothing else is ever read.
                assert!(decode(&behind).map_or(true, |opened| opened.shared == shared), "{behind}\nof {link}");
            }
        }
    });
}

/// So many in the full set, and less often elsewhere.
fn damaged() -> u64 {
    if std::env::var_os("WAYWARD_FULL").is_some() { 1_000_000 } else { 200_000 }
}

/// What links became that were damaged on their way or made by somebody who means harm: an error with a name, or the
/// very payload that was sent (deflate knows more than one spelling), or, where the checksum was right, a scenario that can run.
#[test]
fn damaged_links_are_refused_by_name() {
    let count = damaged();
    let sent: Vec<(String, Shared, String)> = (0..2_000)
        .map(|index| {
            let shared = random_shared(&mut Rng::new(2028, Purpose::Rollout, index));
            (encode(&shared), shared.clone(), to_json(&shared))
        })
        .collect();
    let spaces = vec![b' '; 50_000_000];
    let bombs: Vec<String> = [65_537, 65_538, 70_000, 200_000, 1_000_000, 5_000_000, 50_000_000].map(|size| forged(&spaces[..size])).into();
    let counts = std::sync::Mutex::new(BTreeMap::<(&str, &str), u64>::new());
    each(count, |index| {
        let rng = &mut Rng::new(2029, Purpose::Rollout, index);
        let (link, shared, payload) = &sent[rng.below(2_000) as usize];
        let mut letters = link.clone().into_bytes();
        let length = link.len() as u32;
        let place = |rng: &mut Rng| rng.below(length) as usize;
        let letter = |rng: &mut Rng| LETTERS[rng.below(64) as usize];
        let (kind, text) = match index % 20 {
            0..4 => ("cut", link[..place(rng)].to_owned()),
            4..8 => {
                let at = place(rng);
                letters[at] ^= 1 << rng.below(7);
                ("letter", String::from_utf8(letters).expect("ASCII"))
            }
            8..12 => {
                let mut bytes = bytes_of(&link[2..]);
                for _ in 0..=rng.below(3) {
                    let at = rng.below(bytes.len() as u32) as usize;
                    bytes[at] ^= 1 << rng.below(8);
                }
                ("bits", format!("1.{}", base64(&bytes)))
            }
            12..15 => {
                let (a, mut b) = (place(rng), place(rng));
                while letters[a] == letters[b] {
                    b = (b + 1) % link.len();
                }
                letters.swap(a, b);
                ("swapped", String::from_utf8(letters).expect("ASCII"))
            }
            15 => {
                letters.remove(place(rng));
                ("lost", String::from_utf8(letters).expect("ASCII"))
            }
            16 => {
                letters.insert(2 + rng.below(length - 1) as usize, letter(rng));
                ("added", String::from_utf8(letters).expect("ASCII"))
            }
            17 => {
                let (from, to) = (place(rng), place(rng));
                let part = link[from.min(to)..from.max(to) + 1].to_owned();
                ("doubled", format!("{}{part}{}", &link[..from], &link[from..]))
            }
            18 if index % 200 == 18 => ("bomb", pick(rng, &bombs.iter().map(String::as_str).collect::<Vec<_>>()).to_owned()),
            _ => ("hostile", forged(&hostile(rng, shared, payload))),
        };
        let (kind, code) = match decode(&text) {
            Err(error) => {
                assert!(!error.to_string().is_empty(), "{text}");
                (kind, error.code())
            }
            Ok(opened) if kind == "hostile" => {
                assert_fit_to_run(&opened, &text);
                let again = decode(&encode(&opened.shared)).unwrap_or_else(|error| panic!("{error}: {text}"));
                assert_eq!(again.shared, opened.shared, "{text}");
                (kind, if opened.remarks.is_empty() { "nothing off" } else { "remarks" })
            }
            Ok(opened) => {
                assert_eq!(opened.shared, *shared, "{kind}: {text}\nof {link}");
                (kind, "the same payload")
            }
        };
        assert!(kind != "cut" || matches!(code, "cut_off" | "empty"), "{text}");
        assert!(kind != "bomb" || matches!(code, "too_large" | "too_long"), "{text}");
        *counts.lock().expect("no panic before").entry((code, kind)).or_default() += 1;
    });
    let counts = counts.into_inner().expect("no panic before");
    assert_eq!(counts.values().sum::<u64>(), count);
    for ((code, kind), count) in &counts {
        println!("{count:>8} {kind:<8} {code}");
    }
}

/// A payload that means harm, or is nonsense: the right one with values, keys or bytes exchanged.
fn hostile(rng: &mut Rng, shared: &Shared, json: &str) -> Vec<u8> {
    const VALUES: [&str; 26] = [
        "1e999",
        "-1e999",
        "1e308",
        "-1e308",
        "5e-324",
        "-0",
        "-0.0",
        "0.1e-400",
        "18446744073709551616",
        "-9223372036854775809",
        "4294967296",
        "NaN",
        "Infinity",
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"7\"",
        "[[[[[[[[1]]]]]]]]",
        "{\"a\":{}}",
        "123456789012345678901234567890123456789012345678901234567890",
        "0.30000000000000004",
        "[{\"name\":\"a\",\"source\":\"\"}]",
    ];
    const KEYS: [&str; 16] = [
        "engine", "preset", "seed", "seeds", "reward", "intended", "proxies", "train", "shift", "agent", "judge", "panels", "lock",
        "title", "digest", "other",
    ];
    match rng.below(8) {
        // One value in the place of another, at the top or in a group.
        0..4 => {
            let mut payload: Map<String, Value> = serde_json::from_str(json).expect("a payload");
            let key = pick(rng, &KEYS);
            let value = match rng.below(3) {
                0 => random_value(rng, 3),
                1 => random_group(rng, shared, key),
                _ => Value::Null,
            };
            let marked = value.is_null();
            payload.insert(key.into(), if marked { "@@".into() } else { value });
            let text = Value::from(payload).to_string();
            if marked { text.replace("\"@@\"", pick(rng, &VALUES)) } else { text }.into_bytes()
        }
        // A list of goals that no page would make.
        4 => {
            let goal = |rng: &mut Rng| match rng.below(4) {
                0 => random_value(rng, 2),
                1 => json!({"name": random_text(rng, 30), "source": random_text(rng, 20)}),
                2 => json!({"name": pick(rng, &["reward", "intended", "a", "a", ""]), "source": "1", "doc": random_value(rng, 1)}),
                _ => json!({"name": random_value(rng, 0), "source": random_value(rng, 0)}),
            };
            let goals: Vec<Value> = (0..rng.below(14)).map(|_| goal(rng)).collect();
            json!({"preset": shared.scenario.preset, "engine": rng.below(4), "proxies": goals}).to_string().into_bytes()
        }
        // A key twice.
        5 => json.replacen('{', &format!("{{\"{}\":1,", pick(rng, &KEYS)), 1).into_bytes(),
        // Not what a parser wants.
        6 => {
            let mut bytes = json.as_bytes().to_vec();
            for _ in 0..=rng.below(4) {
                let at = rng.below(bytes.len() as u32) as usize;
                match rng.below(3) {
                    0 => bytes[at] = rng.bits() as u8,
                    1 => drop(bytes.remove(at)),
                    _ => bytes.insert(at, pick(rng, &["{", "}", "[", "\"", ",", "9", "-", "\\"]).as_bytes()[0]),
                }
            }
            bytes
        }
        _ => match rng.below(3) {
            0 => ["[", "{\"a\":", "[{\"a\":"][rng.below(3) as usize].repeat(1 + rng.below(2_000) as usize).into_bytes(),
            1 => (0..rng.below(200)).map(|_| rng.bits() as u8).collect(),
            _ => random_value(rng, 3).to_string().into_bytes(),
        },
    }
}

/// A group in which each value may be far off.
fn random_group(rng: &mut Rng, shared: &Shared, key: &str) -> Value {
    let world = shared.scenario.world;
    let names: Vec<&str> = match key {
        "train" | "shift" => world.knobs().iter().map(|knob| knob.name).collect(),
        "agent" => SETTINGS.iter().map(|spec| spec.name).collect(),
        _ => vec!["levels"],
    };
    let value = |rng: &mut Rng| match rng.below(5) {
        0 => Value::from(f64::from(rng.normal()) * 1e6),
        1 => rng.below(20).into(),
        2 => f64::from(rng.unit()).into(),
        3 => rng.bits().into(),
        _ => random_value(rng, 1),
    };
    let mut group: Map<String, Value> = (0..rng.below(6)).map(|_| (pick(rng, &names).to_owned(), value(rng))).collect();
    if rng.chance(0.2) {
        group.extend(random_unknown(rng, 1));
    }
    group.into()
}
