//! A figure that stands still: what one agent does in training and shifted, and what that shows, as one SVG. For print, for feeds,
//! and for readers without JavaScript.
//!
//! Everything in it was measured. It refers to nothing outside, its text is text, and what colors say is also said by shapes,
//! hatching or numbers. Colors of the boards are those of www/wayward.css in its light theme, written into each shape, since
//! feeds drop style sheets.

mod page;
mod paint;

use std::fmt::Write as _;
use std::rc::Rc;

use page::{Page, shortened, wrapped};

use crate::ui::markup::escape;
use crate::ui::player::{Player, SHIFTED, TRAINING};
use crate::ui::{scene, verdict, words};
use engine::decimal::fixed;
use engine::experiment::{Report, optimal};
use engine::judge::Score;
use engine::learner::Net;
use engine::scenario::{ENGINE, PRESETS, Scenario};

/// Pixels.
const WIDTH: f64 = 880.0;
const MARGIN: f64 = 24.0;
const GAP: f64 = 24.0;
/// Tallest drawing of a board.
const TALLEST: f64 = 400.0;
/// Of a poster: as wide as a phone, so that its text is as large there as it is here.
const POSTER: f64 = 400.0;
const LINE: f64 = 20.0;

const TEXT: &str = "#1c2128";
const MUTED: &str = "#565e68";
const RULE: &str = "#c9c9c0";
const SANS: &str = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif";
const MONO: &str = "ui-monospace, 'Cascadia Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace";

/// Lines of a reward that are shown.
const MOST_LINES: usize = 14;
/// Levels that are looked at to find one on which the goals come apart.
const LEVELS: u64 = 64;
/// Moves that a perfect optimizer needs on a training level that is worth showing.
const FAR: usize = 6;

/// One board of the figure.
struct Board {
    title: &'static str,
    /// What the world is like there.
    about: String,
    player: Player,
}

/// How wide two boards stand side by side, with how many letters in a line of what is said of them.
struct Row {
    margin: f64,
    gap: f64,
    width: f64,
    letters: usize,
    color: &'static str,
    /// Of what is said less loudly.
    muted: &'static str,
}

impl Row {
    fn column(&self) -> f64 {
        (self.width - 2.0 * self.margin - self.gap) / 2.0
    }

    fn x(&self, place: usize) -> f64 {
        self.margin + place as f64 * (self.column() + self.gap)
    }
}

/// The figure of an agent and of the verdict on it at this amount of the shift (0 to 1). `link` opens the experiment.
pub fn draw(scenario: &Scenario, net: &Net, report: &Report, amount: f64, link: &str) -> String {
    let (boards, telling) = boards(scenario, net, report, amount);
    let said = words::words(report);
    let title = title(scenario);

    let mut page = Page { out: String::new(), y: MARGIN };
    page.line(22.0);
    page.text(MARGIN, 22.0, TEXT, " font-weight='700'", title);
    page.right(13.0, MUTED, "Wayward");
    page.y += 14.0;
    program(&mut page, &scenario.reward);
    drawings(&mut page, &boards, &Row { margin: MARGIN, gap: GAP, width: WIDTH, letters: 50, color: TEXT, muted: MUTED });
    page.rule();
    sentence(&mut page, report, &said);
    scores(&mut page, report);
    page.rule();
    foot(&mut page, report, link);

    let height = page.y + MARGIN - 8.0;
    let about = format!(
        "A small agent was trained on this reward: {}. {} {} Verdict: {}. {}",
        scenario.reward.trim(),
        boards.iter().map(|board| format!("{}: {} ({}).", board.title, ending(&board.player), board.about)).collect::<Vec<_>>().join(" "),
        if telling > 0 { "The shifted level is the first on which the goals come apart." } else { "" },
        words::headline(&report.row),
        said.says
    );
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}' role='img' aria-labelledby='wayward-title wayward-about' \
         font-family=\"{SANS}\"><title id='wayward-title'>{2}: {3}</title><desc id='wayward-about'>{4}</desc><metadata>{5}</metadata>{PATTERNS}\
         <rect width='{0}' height='{1}' fill='#ffffff'/>{6}</svg>\n",
        fixed(WIDTH, 0),
        fixed(height.ceil(), 0),
        escape(title),
        escape(&words::headline(&report.row)),
        escape(&about),
        escape(link),
        page.out
    )
}

/// The level in training, and the shifted one with its number.
fn boards(scenario: &Scenario, net: &Net, report: &Report, amount: f64) -> ([Board; 2], u64) {
    let telling = telling_level(scenario, report, amount);
    let board = |title, amount: f64, stream, number| {
        let levels = Rc::new(scenario.levels(amount));
        let mut player = Player::new(levels.clone(), stream);
        player.turn_to(number);
        player.finish(net);
        Board { title, about: levels.describe(), player }
    };
    // By the level alone, whatever the agent does there: a start beside the goal shows nothing.
    let far = |number: &u64| optimal(scenario, 0.0, TRAINING, *number).path.len() > FAR;
    let plain = (0..LEVELS).find(far).unwrap_or(0);
    ([board("In training", 0.0, TRAINING, plain), board("In the shifted world", amount, SHIFTED, telling)], telling)
}

fn title(scenario: &Scenario) -> &'static str {
    PRESETS.iter().find(|preset| preset.name == scenario.preset).map_or("Wayward", |preset| preset.title)
}

/// The same as what stands in an article until its experiment runs: both boards and the verdict. It is light or dark as the page around
/// it is (where that is told; else dark on light), and lies on the ground of that page.
pub fn poster(scenario: &Scenario, net: &Net, report: &Report, amount: f64, link: &str) -> String {
    let (boards, _) = boards(scenario, net, report, amount);
    let said = words::words(report);
    let row = Row { margin: 4.0, gap: 12.0, width: POSTER, letters: 24, color: "currentColor", muted: "currentColor" };
    let mut page = Page { out: String::new(), y: -14.0 };
    drawings(&mut page, &boards, &row);
    page.line(34.0);
    let size = format!("<svg x='{}' y='{}' width='26' height='26'", fixed(row.margin, 0), fixed(page.y - 20.0, 1));
    page.out += &paint::painted(&verdict::icon(report.row.verdict).replacen("<svg", &size, 1));
    page.text(row.margin + 34.0, 20.0, row.color, " font-weight='700'", said.word);
    page.y += 4.0;
    for line in wrapped(&said.says, 54) {
        page.line(LINE);
        page.text(row.margin, 14.0, row.color, "", &line);
    }
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}' role='img' aria-labelledby='wayward-title' \
         font-family=\"{SANS}\"><title id='wayward-title'>{2}: {3}</title><metadata>{4}</metadata>\
         <style>:root{{color:{TEXT}}}@media (prefers-color-scheme:dark){{:root{{color:#e4e7ee}}}}</style>{5}</svg>\n",
        fixed(POSTER, 0),
        fixed((page.y + 8.0).ceil(), 0),
        escape(title(scenario)),
        escape(&words::headline(&report.row)),
        escape(link),
        page.out
    )
}

/// Fills of the bars, told apart without color.
const PATTERNS: &str = "<defs><pattern id='wayward-lines' width='6' height='6' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>\
    <rect width='6' height='6' fill='#f6c99a'/><rect width='2.5' height='6' fill='#a85200'/></pattern>\
    <pattern id='wayward-dots' width='6' height='6' patternUnits='userSpaceOnUse'><rect width='6' height='6' fill='#e3e5e8'/>\
    <circle cx='3' cy='3' r='1.5' fill='#565e68'/></pattern></defs>";

/// The first shifted level on which an optimal agent for what was learned need not do what was meant. 0 where none is found.
fn telling_level(scenario: &Scenario, report: &Report, amount: f64) -> u64 {
    let named = report.row.goal.as_ref().and_then(|goal| scenario.proxies.iter().find(|proxy| proxy.name == *goal));
    let learned = named.map_or(&scenario.reward, |proxy| &proxy.source);
    let on = |reward: &str, number| {
        let scenario = Scenario { reward: reward.to_owned(), ..scenario.clone() };
        optimal(&scenario, amount, SHIFTED, number)
    };
    let apart = |number: &u64| {
        let (meant, wanted) = (on(&scenario.intended, *number), on(learned, *number));
        !wanted.path.is_empty() && wanted.most < meant.most - 1e-9
    };
    (0..LEVELS).find(apart).unwrap_or(0)
}

fn ending(player: &Player) -> String {
    let outcome = player.outcome.map_or_else(String::new, |outcome| outcome.words(player.level.world));
    let steps = player.states().len() - 1;
    format!("{outcome}; {steps} step{}", if steps == 1 { "" } else { "s" })
}

fn program(page: &mut Page, source: &str) {
    let all: Vec<&str> = source.trim().lines().collect();
    let mut lines: Vec<String> = all.iter().take(MOST_LINES).flat_map(|line| wrapped(line, 96)).collect();
    if all.len() > MOST_LINES {
        lines.push(format!("… {} more lines", all.len() - MOST_LINES));
    }
    let height = LINE * lines.len() as f64 + 38.0;
    let _ = write!(
        page.out,
        "<rect x='{}' y='{}' width='{}' height='{}' rx='8' fill='#f5f5f1' stroke='{RULE}'/>",
        fixed(MARGIN, 0),
        fixed(page.y, 1),
        fixed(WIDTH - 2.0 * MARGIN, 0),
        fixed(height, 1)
    );
    page.line(20.0);
    page.text(MARGIN + 14.0, 12.0, MUTED, " font-weight='600'", "Reward that it was trained on");
    for line in lines {
        page.line(LINE);
        page.text(MARGIN + 14.0, 14.0, TEXT, &format!(" font-family=\"{MONO}\""), &line);
    }
    page.y += 18.0;
}

fn drawings(page: &mut Page, boards: &[Board; 2], row: &Row) {
    let mut lowest: f64 = 0.0;
    let top = page.y;
    for (place, board) in boards.iter().enumerate() {
        let x = row.x(place);
        page.y = top + 36.0;
        page.text(x, 15.0, row.color, " font-weight='650'", board.title);
        for line in wrapped(&board.about, row.letters + 4) {
            page.line(18.0);
            page.text(x, 13.0, row.muted, "", &line);
        }
        lowest = lowest.max(page.y);
    }
    let top = lowest + 12.0;
    lowest = 0.0;
    for (place, board) in boards.iter().enumerate() {
        let x = row.x(place);
        let level = &board.player.level;
        let (across, down) = ((level.width - 1) as f64, (level.height - 1) as f64);
        let side = (row.column() / across).min(TALLEST / down);
        let _ = write!(
            page.out,
            "<g transform='translate({} {})'>{}</g>",
            fixed(x, 1),
            fixed(top, 1),
            paint::painted(&drawing(&board.player, side))
        );
        page.y = top + side * down + 22.0;
        for line in wrapped(&format!("This episode: {}.", ending(&board.player)), row.letters) {
            page.text(x, 13.0, row.color, " font-weight='600'", &line);
            page.line(18.0);
        }
        page.y -= 18.0;
        lowest = lowest.max(page.y);
    }
    page.y = lowest;
}

/// The level at the end of the episode, with the whole way; `side` of a cell in pixels.
fn drawing(player: &Player, side: f64) -> String {
    let level = &player.level;
    let [width, height] = [level.width, level.height].map(|cells| side * (cells - 1) as f64);
    let [under, over, ring, edge] = [8.0, 3.5, 7.0, 3.0].map(|pixels| fixed(pixels / side, 3));
    let mut way = String::new();
    scene::points(&mut way, level, &player.path);
    let way = way.trim_end();
    let (x, y) = scene::center(level, level.start);
    let (x, y) = (fixed(x, 1), fixed(y, 1));
    // White below dark: it is seen on every ground, in every color.
    let trail = format!(
        "<g fill='none' stroke-linejoin='round' stroke-linecap='round'><polyline points='{way}' stroke='#ffffff' stroke-width='{under}'/>\
         <polyline points='{way}' stroke='{TEXT}' stroke-width='{over}'/><circle cx='{x}' cy='{y}' r='{ring}' fill='#ffffff' stroke='{TEXT}' stroke-width='{edge}'/></g>"
    );
    // Seen from the end of the last move; where it looked before does not show any more.
    let pose = scene::pose(player, 1.0, 0.0);
    let picture = scene::picture(level, player.state, (player.touched, true), "", None, None);
    let size = format!("<svg width='{}' height='{}'", fixed(width, 1), fixed(height, 1));
    picture.replacen("<svg", &size, 1) + &trail + &scene::agent(level.world, Some(&pose))
}

fn sentence(page: &mut Page, report: &Report, said: &words::Words) {
    page.line(24.0);
    let icon = verdict::icon(report.row.verdict);
    let size = format!("<svg x='{}' y='{}' width='26' height='26' color='{TEXT}'", fixed(MARGIN, 0), fixed(page.y - 20.0, 1));
    page.out += &paint::painted(&icon.replacen("<svg", &size, 1));
    page.text(MARGIN + 36.0, 20.0, TEXT, " font-weight='700'", said.word);
    page.right(13.0, MUTED, if report.row.certain { "certain" } else { "could still tip" });
    page.y += 4.0;
    let tip = words::could_tip(report);
    for (words, color) in [(Some(&said.says), TEXT), (tip.as_ref(), MUTED)] {
        for line in words.iter().flat_map(|words| wrapped(words, 112)) {
            page.line(LINE);
            page.text(MARGIN, 14.0, color, "", &line);
        }
    }
}

/// A line for each goal: bars and numbers, in training and shifted.
fn scores(page: &mut Page, report: &Report) {
    let (fresh, shift) = (&report.row.sets.fresh, &report.row.sets.shift);
    let mut rows = vec![("Reward".to_owned(), "#1c66b3", fresh.reward, shift.reward)];
    if (fresh.earned, shift.earned) != (fresh.reward, shift.reward) {
        rows.push(("Reward, as earned".to_owned(), "#1c66b3", fresh.earned, shift.earned));
    }
    rows.push(("What was meant".to_owned(), "url(#wayward-lines)", fresh.intended, shift.intended));
    for (name, score) in &shift.proxies {
        rows.push((format!("Instead: {}", words::proxy_name(name)), "url(#wayward-dots)", fresh.proxy(name), *score));
    }
    let columns = [200.0, 532.0];
    page.line(28.0);
    let training = if fresh.closed { "training levels" } else { "new training levels" };
    for (x, words) in columns.into_iter().zip([training, "shifted levels"]) {
        page.text(x, 12.0, MUTED, " font-weight='600'", words);
    }
    let drawn = [fresh, shift].map(words::drawn);
    if drawn.iter().any(Option::is_some) {
        page.line(15.0);
        for (x, words) in columns.into_iter().zip(drawn) {
            page.text(x, 12.0, MUTED, "", &words.unwrap_or_default());
        }
    }
    for (name, fill, fresh, shift) in rows {
        page.line(24.0);
        page.text(MARGIN, 13.0, TEXT, "", &shortened(&name, 27));
        for (x, score) in columns.into_iter().zip([fresh, shift]) {
            bar(page, x, fill, score);
        }
    }
    page.line(24.0);
    page.text(
        MARGIN,
        12.0,
        MUTED,
        "",
        "Scores: 0 is the better of random and the best constant action, 1 the best possible. Lines and brackets: 95 % intervals.",
    );
}

fn bar(page: &mut Page, x: f64, fill: &str, score: Option<Score>) {
    const LENGTH: f64 = 160.0;
    let at = |value: f64| x + LENGTH * value.clamp(0.0, 1.0);
    let y = page.y - 5.0;
    let _ = write!(
        page.out,
        "<rect x='{}' y='{}' width='{}' height='12' fill='#ffffff' stroke='#83888f'/>",
        fixed(x, 1),
        fixed(y - 6.0, 1),
        fixed(LENGTH, 0)
    );
    let words = match score {
        Some(score) => {
            let [value, low, high] = [score.value, score.low, score.high];
            let _ = write!(
                page.out,
                "<rect x='{}' y='{}' width='{}' height='12' fill='{fill}' stroke='{TEXT}' stroke-width='.75'/>",
                fixed(x, 1),
                fixed(y - 6.0, 1),
                fixed(at(value) - x, 1)
            );
            let whisker =
                format!("M{0} {1}H{2}M{0} {3}v8M{2} {3}v8", fixed(at(low), 1), fixed(y, 1), fixed(at(high), 1), fixed(y - 4.0, 1));
            for (color, width) in [("#ffffff", "4"), (TEXT, "1.5")] {
                let _ = write!(page.out, "<path d='{whisker}' fill='none' stroke='{color}' stroke-width='{width}'/>");
            }
            format!("{} [{}, {}]", words::number(value), words::number(low), words::number(high))
        }
        None => "– no score here".to_owned(),
    };
    page.text(x + LENGTH + 10.0, 13.0, TEXT, "", &words);
}

fn foot(page: &mut Page, report: &Report, link: &str) {
    let row = &report.row;
    page.line(16.0);
    let made = format!(
        "Made with Wayward, engine {ENGINE}: seed {}, {} steps, {} levels a set; digest of the weights {}. Open and change it:",
        row.seed, row.steps, report.levels, row.digest
    );
    page.text(MARGIN, 12.0, MUTED, "", &made);
    for line in wrapped(link, 112) {
        page.line(17.0);
        page.text(MARGIN, 12.0, TEXT, &format!(" font-family=\"{MONO}\""), &line);
    }
}
