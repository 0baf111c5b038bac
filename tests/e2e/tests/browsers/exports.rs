//! Files to take along: each is downloaded for real and read, and names the link that made it.

use engine::learner;
use engine::scenario::Scenario;
use engine::share::{self, Shared};
use wayward::table;
use wayward_e2e::downloads::Downloads;
use wayward_e2e::server::Site;
use wayward_e2e::{Engine, Page, dist, json};

/// A short run of two agents, judged; the Share menu is open.
fn trained(page: &Page) {
    page.open("#preset=cheese-corner&seed=5&seeds=2");
    page.wait_started();
    page.set_value("[data-set='agent.total_timesteps']", "16384");
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.judged === '2'");
    page.wait_until("document.querySelector('#verdict').dataset.digest");
}

fn open_menu(page: &Page) {
    page.click("[data-do=share]");
    page.wait_for("#share-menu[open] [data-save=curves]");
}

/// A table as other programs read it by default, its header first; and what names the link.
#[track_caller]
fn table_of(bytes: &[u8]) -> (String, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.into_records().map(|row| row.expect("as long as the header").iter().map(str::to_owned).collect());
    let table: Vec<Vec<String>> = std::iter::once(names).chain(rows).collect();
    assert!(table[0].iter().all(|name| !name.is_empty() && !name.starts_with('#') && name.parse::<f64>().is_err()), "{:?}", table[0]);
    let words = field(&table, &table[1], table::MADE_WITH).to_owned();
    assert!(words.starts_with("Made with Wayward, engine ") && bytes.ends_with(b"\n"), "{words}");
    (words, table)
}

/// What stands in the column of this name.
fn field<'a>(table: &'a [Vec<String>], line: &'a [String], name: &str) -> &'a str {
    &line[table[0].iter().position(|other| other == name).expect(name)]
}

/// What the link in these words opens.
#[track_caller]
fn linked(page: &Page, words: &str) -> Shared {
    let link = words.split(['<', '>', ' ', '\n', '\0', '"']).find(|word| word.starts_with(page.address())).expect(words);
    let opened = share::decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
    assert!(opened.remarks.is_empty(), "{:?}", opened.remarks);
    opened.shared
}

#[test]
fn every_file_names_the_link_that_made_it() {
    let page = Page::new();
    trained(&page);
    open_menu(&page);
    page.assert_accessible();
    let downloads = Downloads::of(&page, "files");
    let digest = page.attribute("#verdict", "data-digest").unwrap();

    let (name, bytes) = downloads.save(&page, "[data-save=curves]", ".csv");
    assert_eq!(name, "wayward-cheese-corner-curves-seed5.csv");
    let (words, curves) = table_of(&bytes);
    let shared = linked(&page, &words);
    assert_eq!((shared.scenario.seed, shared.scenario.seeds, shared.digest.as_deref()), (5, 2, Some(digest.as_str())));
    assert_eq!(curves[0][..15], table::CURVES);
    let last = curves.iter().rfind(|line| line[0] == "5").expect("points of the shown agent");
    let figure = |name: &str| page.attribute("#run-figures", name).unwrap();
    assert_eq!(field(&curves, last, "step"), figure("data-step"));
    let success = |text: &str| text.parse::<f32>().unwrap();
    assert_eq!(success(field(&curves, last, "success")), success(&figure("data-success")));
    assert!(curves.iter().any(|line| line[0] == "6"), "all agents are in it");

    let (_, bytes) = downloads.save(&page, "[data-save=rows]", ".csv");
    let (words, rows) = table_of(&bytes);
    assert_eq!(linked(&page, &words), shared);
    assert_eq!(rows.len(), 3);
    let digests: Vec<&str> = rows[1..].iter().map(|row| field(&rows, row, "digest")).collect();
    assert_eq!(learner::digest(digests.concat().bytes()), digest, "the rows are those that the verdict is of");
    assert_eq!((field(&rows, &rows[1], "seed"), field(&rows, &rows[1], "setup")), ("5", table::setup(&shared.scenario, 0.0).as_str()));

    let (name, bytes) = downloads.save(&page, "[data-save=weights]", ".safetensors");
    assert_eq!(name, format!("wayward-cheese-corner-weights-{}-seed5.safetensors", digests[0]));
    let Scenario { world, agent, .. } = Scenario::preset("cheese-corner").unwrap();
    let (net, about) = wayward::weights::from_file(&bytes, world, agent.hidden_size, agent.absolute_position).unwrap();
    assert_eq!((&*net.digest(), &*about["digest"]), (digests[0], digests[0]), "the very weights that were judged");
    assert_eq!(linked(&page, &about["link"]), shared);

    let (_, scenario) = downloads.save(&page, "[data-save=scenario]", ".json");
    let scenario = share::from_json(std::str::from_utf8(&scenario).unwrap()).unwrap();
    assert_eq!(scenario.shared.scenario, shared.scenario);

    // Every picture that is offered.
    for place in 0..8 {
        if page.evaluate(&format!("return !document.querySelector('#save-what input[value=\"{place}\"]')")) == json!(true) {
            assert!(!matches!(place, 0 | 1 | 3 | 5), "picture {place} is on the page");
            continue;
        }
        page.click(&format!("#save-what input[value='{place}']"));
        let (name, svg) = downloads.save(&page, "[data-save=svg]", ".svg");
        let svg = String::from_utf8(svg).unwrap();
        assert_eq!(linked(&page, svg.split_once("<metadata>").unwrap().1), shared, "{name}");
        let faults = page.evaluate(&format!(
            "const drawing = new DOMParser().parseFromString({}, 'image/svg+xml');
             const broken = drawing.querySelector('parsererror')?.textContent;
             const outside = [...drawing.querySelectorAll('*')].filter((node) => /^(script|style|image|use|a|foreignObject)$/.test(node.localName)
                 || [...node.attributes].some(({{name, value}}) => /^(href|xlink:href|class|style|on.*)$/.test(name) || /url\\(|NaN/.test(value)));
             const seen = drawing.querySelectorAll('path, polyline, rect, text').length;
             return [broken ?? null, outside.map((node) => node.outerHTML.slice(0, 200)), seen > 3]",
            json!(svg)
        ));
        assert_eq!(faults, json!([null, [], true]), "{name}");
        let (name, png) = downloads.save(&page, "[data-save=png]", ".png");
        let words: Vec<usize> = png.windows(12).enumerate().filter(|(_, part)| *part == b"tEXtSource\0M").map(|(at, _)| at).collect();
        assert!(png.starts_with(b"\x89PNG") && words.len() == 1 && png.len() > 1000, "{name}");
        let words = &png[words[0]..];
        let words: String = words.iter().take_while(|byte| byte.is_ascii()).map(|byte| char::from(*byte)).collect();
        assert_eq!(linked(&page, &words), shared, "{name}");
    }

    page.click("#save-what input[value='1']");
    let (name, gif) = downloads.save(&page, "[data-save=gif]", ".gif");
    let (frames, words) = film(&gif);
    println!("{name}: {frames} frames, {} bytes", gif.len());
    let width = u16::from_le_bytes([gif[6], gif[7]]);
    assert!(frames >= 2 && gif.len() < 8 << 20 && (200..=600).contains(&width), "{frames} frames, {width} pixels wide");
    assert_eq!(linked(&page, &words), shared);
    page.assert_accessible();
}

/// How many frames a GIF has, and its comment.
fn film(gif: &[u8]) -> (usize, String) {
    assert!(gif.starts_with(b"GIF89a") && gif.ends_with(b";"));
    let palette = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let (mut at, mut frames, mut comment) = (13 + palette(gif[10]), 0, Vec::new());
    loop {
        let is_comment = match gif[at] {
            0x21 => {
                at += 2;
                gif[at - 1] == 0xfe
            }
            0x2c => {
                frames += 1;
                at += 11 + palette(gif[at + 9]);
                false
            }
            _ => return (frames, String::from_utf8(comment).unwrap()),
        };
        while gif[at] != 0 {
            let next = at + 1 + usize::from(gif[at]);
            if is_comment {
                comment.extend_from_slice(&gif[at + 1..next]);
            }
            at = next;
        }
        at += 1;
    }
}

#[test]
fn what_was_trained_is_named_where_something_else_stands_on_the_page() {
    let page = Page::new();
    trained(&page);
    page.set_value("#seed", "77");
    page.wait_until("location.hash.startsWith('#1.')");
    open_menu(&page);
    page.wait_for_text("#share-save", |text| text.contains("the experiment that was trained"));
    let downloads = Downloads::of(&page, "stale");
    for button in ["curves", "rows"] {
        let (words, _) = table_of(&downloads.save(&page, &format!("[data-save={button}]"), ".csv").1);
        assert_eq!(linked(&page, &words).scenario.seed, 5, "{button}");
    }
    let (_, svg) = downloads.save(&page, "[data-save=svg]", ".svg");
    assert_eq!(linked(&page, &String::from_utf8(svg).unwrap()).scenario.seed, 5);
    let (_, scenario) = downloads.save(&page, "[data-save=scenario]", ".json");
    let scenario = share::from_json(std::str::from_utf8(&scenario).unwrap()).unwrap();
    assert_eq!(scenario.shared.scenario.seed, 77, "that is what stands on the page");
}

#[test]
fn before_any_training_there_is_the_experiment_and_the_worlds() {
    let page = Page::new();
    page.open("#preset=cheese-corner&seed=8");
    page.wait_started();
    page.click("[data-do=share]");
    page.wait_for("[data-save=scenario]");
    for learned in ["curves", "rows", "weights"] {
        page.wait_for(&format!("[data-save={learned}][disabled]"));
    }
    let downloads = Downloads::of(&page, "untrained");
    let (_, svg) = downloads.save(&page, "[data-save=svg]", ".svg");
    let shared = linked(&page, &String::from_utf8(svg).unwrap());
    assert_eq!((shared.scenario.preset.as_str(), shared.scenario.seed, shared.digest), ("cheese-corner", 8, None));
    // Nobody has to wait for a film. In one breath, for a short episode is drawn before a driver has looked twice.
    page.evaluate_async(
        "document.querySelector('[data-save=gif]').click();
         await new Promise(setTimeout);
         document.querySelector('[data-save=cancel]').click();",
    );
    page.wait_for_text("#save-said", |text| text == "Canceled.");
    assert_eq!(page.count(".film"), 0, "nothing of it stays in the page");
}

/// Keeps all files that the page gives out in `__files`, instead of saving them.
const KEEP: &str = "window.__files = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { __files.push(blob); return make.call(URL, blob); };
    HTMLAnchorElement.prototype.click = function () {};";

/// Presses this button, reads why nothing was saved, and takes the drawing that is offered instead.
#[track_caller]
fn takes_the_drawing_instead(page: &Page, button: &str, why: &str) {
    page.evaluate("__files.length = 0");
    page.click(&format!("[data-save={button}]"));
    page.wait_for_text("#save-said", |text| {
        text.contains(why) && text.contains("nothing was saved") && text.contains("The drawing needs none")
    });
    assert_eq!(page.evaluate("return __files.length"), json!(0), "{button}: {why}");
    assert_eq!(page.count(".film"), 0);
    page.click("[data-save=instead]");
    page.wait_for_text("#save-said", |text| text.starts_with("Saved wayward-cheese-corner-training-board-") && text.contains(".svg"));
    let drawing = page.evaluate_async("return [__files[0].type, (await __files[0].text()).startsWith('<svg')]");
    assert_eq!(drawing, json!(["image/svg+xml", true]), "{button}: {why}");
    assert_eq!(page.count("[data-save=instead]"), 0);
}

#[test]
fn where_pixels_do_not_come_out_nothing_is_called_saved() {
    // A real browser that gives back noise.
    let page = Page::with(Engine::Firefox, Site::new(&dist()), &["privacy.resistFingerprinting"]);
    page.open("#preset=cheese-corner&seed=5");
    page.wait_started();
    page.click("[data-do=share]");
    page.wait_for("[data-save=gif]");
    page.evaluate(KEEP);
    for button in ["png", "gif"] {
        takes_the_drawing_instead(&page, button, "does not let pixels out");
    }
    drop(page);

    // Other ways of browsers and add-ons.
    let page = Page::new();
    page.open("#preset=cheese-corner&seed=5");
    page.wait_started();
    page.click("[data-do=share]");
    page.wait_for("[data-save=gif]");
    page.evaluate(KEEP);
    page.evaluate(
        "const canvas = HTMLCanvasElement.prototype, context = CanvasRenderingContext2D.prototype;
         const own = [canvas.getContext, canvas.toDataURL, context.getImageData];
         window.__be = (change) => {
             [canvas.getContext, canvas.toDataURL, context.getImageData] = own;
             change(canvas, context, own);
         };",
    );
    let noise = |most: u8| {
        format!(
            "(canvas, context, own) => context.getImageData = function (...at) {{
                 const image = own[2].apply(this, at);
                 image.data.forEach((value, place) => image.data[place] = value + (place % 7 ? 0 : {most}) * (value > 127 ? -1 : 1));
                 return image;
             }}"
        )
    };
    let withheld = "does not let pixels out";
    let throws = "(canvas, context) => context.getImageData = () => { throw new DOMException('no', 'SecurityError'); }";
    let empty = "(canvas) => canvas.toDataURL = () => 'data:,'";
    let white = "(canvas, context, own) => context.getImageData = function (...at) { const image = own[2].apply(this, at); image.data.fill(255); return image; }";
    let none = "(canvas) => canvas.getContext = () => null";
    // Of the size of the picture, where the smaller trial came out.
    let large =
        "(canvas, context, own) => canvas.toDataURL = function (...as) { return this.width > 400 ? 'data:,' : own[1].apply(this, as); }";
    let noisy = noise(40);
    for (change, buttons, why) in [
        (throws, ["png", "gif"], withheld),
        (empty, ["png", "gif"], withheld),
        (white, ["png", "gif"], withheld),
        (none, ["png", "gif"], withheld),
        (&noisy, ["png", "gif"], withheld),
        (large, ["png", "png"], "did not turn the drawing into pixels"),
    ] {
        page.evaluate(&format!("__be({change})"));
        for button in buttons {
            takes_the_drawing_instead(&page, button, why);
        }
        page.assert_accessible();
    }
    // Browsers that change a few pixels by one or two show a picture that nobody can tell apart.
    page.evaluate(&format!("__be({}); __files.length = 0", noise(2)));
    page.click("[data-save=png]");
    page.wait_for_text("#save-said", |text| text.starts_with("Saved") && text.contains(".png"));
}

#[test]
fn firefox_makes_the_same_files() {
    let page = Page::in_engine(Engine::Firefox);
    page.open("#preset=cheese-corner&seed=5");
    page.wait_started();
    page.click("[data-do=share]");
    page.wait_for("[data-save=scenario]");
    page.evaluate(
        "window.__files = [];
         const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => { __files.push(blob); return make.call(URL, blob); };
         HTMLAnchorElement.prototype.click = function () { this.download ? window.__names = [...(window.__names ?? []), this.download] : 0; };",
    );
    for (count, button) in ["scenario", "svg", "png"].into_iter().enumerate() {
        page.click(&format!("[data-save='{button}']"));
        page.wait_until(&format!("__files.length === {}", count + 1));
    }
    let seen = page.evaluate_async(
        "const [scenario, svg, png] = await Promise.all(__files.map((file) => file.arrayBuffer()));
         const text = (buffer) => new TextDecoder('latin1').decode(buffer);
         return [JSON.parse(text(scenario)).seed, text(svg).includes('<metadata>' + location.origin), text(png).includes('tEXtSource\\0Made with Wayward'), __names]",
    );
    let names =
        ["scenario-seed5.json", "training-board-seed5.svg", "training-board-seed5.png"].map(|name| format!("wayward-cheese-corner-{name}"));
    assert_eq!(seen, json!([5, true, true, names]));
}
