//! A bounded run of the fuzz target: the kept corpus, mutations of it with a fixed generator, and hostile texts whose cost is
//! counted in bytes of memory, so that no clock is asked. `cargo xtask fuzz` runs the same checks for as long as one likes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

use engine::lang::{MAX_SOURCE, compile, format, render, tokens};
use engine::rng::{Purpose, Rng};
use engine::scenario::Scenario;

#[path = "../../fuzz/check.rs"]
mod check;

/// What mutations put in: whatever the fuzzer was told of, and signs that make texts deep.
fn pieces() -> Vec<Vec<u8>> {
    let dictionary = include_str!("../../fuzz/language.dict");
    let words = dictionary.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    let signs = "( ) { } ; , = < > ! - + * / . 1 0 x y a \n \t \" ' # %".split(' ');
    let pieces: Vec<Vec<u8>> = words.filter(|word| !word.contains('\\')).chain(signs).map(|word| word.as_bytes().to_vec()).collect();
    assert!(pieces.len() > 60, "the dictionary was not read");
    pieces
}

/// The corpus in one order everywhere.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/language");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the corpus is kept").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let texts: Vec<_> = files.iter().map(|file| std::fs::read(file).expect("a file")).collect();
    assert!(texts.len() >= 100, "{} texts in the corpus", texts.len());
    texts
}

/// One change as fuzzers make them: cut, repeat, put in, overwrite, splice.
fn mutate(text: &mut Vec<u8>, corpus: &[Vec<u8>], pieces: &[Vec<u8>], rng: &mut Rng) {
    let below = |rng: &mut Rng, end: usize| rng.below(end as u32) as usize;
    let from = below(rng, text.len() + 1);
    let to = (from + below(rng, 32)).min(text.len());
    match rng.below(6) {
        0 => drop(text.drain(from..to)),
        1 => {
            let times = 1 + below(rng, 8);
            let again = text[from..to].repeat(times);
            text.splice(to..to, again);
        }
        2 | 3 => {
            let piece = &pieces[below(rng, pieces.len())];
            text.splice(from..from, piece.iter().copied());
        }
        4 if from < text.len() => text[from] = rng.bits() as u8,
        _ => {
            let other = &corpus[below(rng, corpus.len())];
            let start = below(rng, other.len() + 1);
            let end = (start + below(rng, 200)).min(other.len());
            text.splice(from..to, other[start..end].iter().copied());
        }
    }
}

#[test]
fn the_corpus_and_what_is_near_it() {
    let (corpus, pieces) = (corpus(), pieces());
    corpus.iter().for_each(|text| check::language(text));
    let mut rng = Rng::new(1, Purpose::Rollout, 0);
    for round in 0..3_000 {
        let mut text = corpus[rng.below(corpus.len() as u32) as usize].clone();
        for _ in 0..1 + rng.below(8) {
            mutate(&mut text, &corpus, &pieces, &mut rng);
        }
        text.truncate(MAX_SOURCE + 8);
        // A text that kills the process without a word would be hard to find again.
        if std::env::var_os("WAYWARD_SHOW_FUZZ").is_some() {
            println!("{round}: {:?}", String::from_utf8_lossy(&text));
        }
        check::language(&text);
    }
}

/// What once was wrong.
#[test]
fn found_before() {
    let name = "a".repeat(3000);
    for text in [
        // A name is shown shortened, however long it is.
        format!("let {name} = 1; let {name} = 2; {name}"),
        format!("let {name} = 1; {name}(3)"),
        format!("let {name} = 1; was({name})"),
    ] {
        check::text(&text);
    }
}

struct Counting;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // Other threads of the test runner must not count, and neither may a thread that is being torn down.
    let _ = TAKEN.try_with(|taken| taken.set(taken.get() + bytes));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn bytes_taken<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = TAKEN.get();
    let result = work();
    (TAKEN.get() - before, result)
}

/// Bytes of memory that a byte of text may cost: to read tokens, to compile, to show the diagnostics, to format. About twice
/// what the dearest of these texts takes, at any length; work that grows with the square of it would take ten times as much.
const DEAREST: [(&str, usize); 4] = [("tokens", 100), ("compile", 800), ("render", 2_500), ("format", 500)];

/// Texts that make parsers slow, up to the limit on length, and much longer: what they cost grows with their length and no
/// faster, and past the limit nothing but the lexer reads them.
#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let schema = Scenario::preset("cheese-corner").expect("a preset").schema();
    let costs = |source: &str, shown: &str| {
        let (lexing, found) = bytes_taken(|| tokens(source));
        let (compiling, (_, diagnostics)) = bytes_taken(|| compile(source, &schema));
        let (rendering, _) = bytes_taken(|| render(source, &diagnostics));
        let (formatting, formatted) = bytes_taken(|| format(source));
        assert!(found.len() <= source.len() && diagnostics.len() <= 20, "{shown:?}");
        assert!(source.len() <= MAX_SOURCE || (diagnostics.len() == 1 && formatted.is_none()), "{shown:?}");
        for (bytes, (work, each)) in [lexing, compiling, rendering, formatting].into_iter().zip(DEAREST) {
            let allowed = 20_000 + each * source.len();
            assert!(bytes <= allowed, "{work}: {bytes} bytes for {} of {shown:?}, {allowed} are allowed", source.len());
        }
    };
    #[rustfmt::skip]
    let pieces = [
        "(", ")", "{", "}", "[", "-", "!", "+", "*", "<", "=", ";", ",", ".", "\"", "'", "#", "/", "/*", "//", "\n", "\r\n", " ", "\t", "\0",
        "é", "日", "\u{301}", "\u{a0}", "−", "1", "1.", "1e", "1 ", "a", "a_", "x ", "x,", "x\n", "x+", "-x", "(x", "x)", "if", "if ", "if x",
        "if x{", "else ", "else if ", "if bumped { 1 } else ", "let ", "let a", "let a=1;", "let a=(", "let a=a+a;", "a=1;", "{let a=1;",
        "min(", "min(1,", "was(", "was(x)", "nothing+", "nothing ", "nothing(", "reached_chese+", "b>0&&", "bumped||", "x<x<", "1/0+",
        "sqrt(-1)+", "// x\n", "x// x\n",
    ];
    for piece in pieces {
        for length in [1_000, MAX_SOURCE, 50_000] {
            costs(&piece.repeat(length / piece.len()), piece);
        }
    }
    for piece in ["(", "-", "if", "if ", "\n", "a", "/*", "let a=1;", "\"\n"] {
        costs(&piece.repeat(1_000_000 / piece.len()), piece);
    }
    // Numbered names, each made of the one before: as many as the limits allow.
    let chain = |of: fn(usize) -> String| "let v0=x;".to_owned() + &(1..400).map(of).collect::<String>() + "v399";
    for source in [
        chain(|i| format!("let v{i}=v{}+1;", i - 1)),
        chain(|i| format!("let v{i}=v{0}*v{0};", i - 1)),
        chain(|i| format!("let v{i}=w{};", i - 1)),
        chain(|i| format!("let v{i}=if v{0}>0{{1/v{0}}};", i - 1)),
    ] {
        costs(&source, &source);
        check::text(&source);
    }
}
