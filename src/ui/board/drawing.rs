//! What a board looks like: its picture, where everybody stands in it, and what lies over it.

use super::*;
use crate::ui::terms::Term;
use crate::ui::words::percent;
use engine::env::World;

/// As a ghost's words name it.
const OPTIMIZER: &str = "Perfect optimizer";

/// The critic's value as a heat map, the policy as wedges: the likelier a move, the longer its wedge.
pub(super) fn overlay(svg: &mut String, level: &Level, insight: &Insight) {
    let mut wedges = String::new();
    for thought in &insight.cells {
        let (x, y) = (level.column(thought.cell) as f64, level.row(thought.cell) as f64);
        heat(svg, insight.shade(thought.value), x, y);
        for ((dx, dy), p) in [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)].into_iter().zip(thought.moves) {
            // Below this a wedge is a speck.
            if p >= 0.04 {
                let p = f64::from(p);
                let (near, far, half) = (0.09, 0.13 + 0.3 * p, 0.05 + 0.1 * p);
                let (bx, by) = (x + 0.5 + dx * near, y + 0.5 + dy * near);
                let (tx, ty) = (x + 0.5 + dx * far, y + 0.5 + dy * far);
                let (sx, sy) = (dy * half, dx * half);
                let _ = write!(wedges, "M{}L{}L{}Z", pair(bx + sx, by + sy, 2), pair(tx, ty, 2), pair(bx - sx, by - sy, 2));
            }
        }
    }
    let _ = write!(svg, "<path class='wedges' d='{wedges}'/>");
}

/// A cell in the color of a shade from -1 to 1; the middle shows the floor.
pub(super) fn heat(svg: &mut String, shade: f32, x: f64, y: f64) {
    let class = if shade < 0.0 { "heat-low" } else { "heat-high" };
    let opacity = 0.85 * f64::from(shade.abs());
    let _ = write!(
        svg,
        "<rect class='{class}' fill-opacity='{}' x='{}' y='{}' width='1' height='1'/>",
        fixed(opacity, 2),
        fixed(x, 0),
        fixed(y, 0)
    );
}

/// `wedges`: moves are drawn, too.
pub(super) fn legend(insight: &Insight, wedges: bool) -> String {
    const STEPS: usize = 6;
    let mut out = format!("<p class='board-legend'><span>expects</span><b>{}</b>", number(insight.low));
    for (low, value) in [(true, insight.middle()), (false, insight.high)] {
        let _ = write!(out, "<svg class='legend-scale' viewBox='0 0 {STEPS} 1' preserveAspectRatio='none' aria-hidden='true'>");
        for step in 0..STEPS {
            let shade = (step as f32 + 0.5) / STEPS as f32;
            heat(&mut out, if low { shade - 1.0 } else { shade }, step as f64, 0.0);
        }
        let _ = write!(out, "</svg><b>{}</b>", number(value));
    }
    if wedges {
        out += "<span class='legend-wedge'><svg class='board-icon' viewBox='-.5 -.5 1 1' aria-hidden='true'>\
                <path class='wedges' d='M-.2 -.18 L.3 0 L-.2 .18 Z'/></svg>longer: likelier</span>";
    }
    out + "</p>"
}

/// Of an agent that goes nowhere: how likely it does what, and what it expects.
pub(super) fn expected(world: World, outlook: &Outlook) -> String {
    let chances = world.actions().iter().zip(&outlook.probabilities);
    let chances: Vec<String> = chances.map(|(action, chance)| format!("{} {}", action.name, percent(f64::from(*chance)))).collect();
    format!("<p class='board-legend'>at the start: {}; expects <b>{}</b></p>", chances.join(", "), number(outlook.value))
}

/// Two digits after the point, with a true minus sign.
pub(super) fn number(value: f32) -> String {
    let value = f64::from(value);
    let text = fixed(value, if value.abs() >= 100.0 { 0 } else { 2 });
    match text.strip_prefix('-') {
        Some("0.00") => "0.00".into(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// Of the marker that came up first.
pub(super) fn icon_of(world: World, first: Option<usize>) -> String {
    sprites::icon(first.map_or(sprites::CLOCK, |first| world.spec().markers[first].thing.sprite))
}

pub(super) fn tally_line(world: World, tally: Tally) -> String {
    let lead = match tally.episodes {
        0 => "No episode yet".to_string(),
        1 => "Last episode".to_string(),
        n => format!("Last {n} episodes"),
    };
    let mut out =
        format!("<p class='board-tally'><span class='tally-lead'>{lead}, by what came first:</span><span class='tally-comma'> </span>");
    let markers = world.spec().markers;
    let mut items = Vec::new();
    for (at, marker) in markers.iter().enumerate() {
        let (word, kind) = (marker.thing.word, if at == 0 { "is-cheese" } else { "is-corner" });
        items.push((word, kind, tally.first[at], Some(at)));
    }
    items.push((if markers.is_empty() { "over" } else { "none" }, "is-time", tally.none(), None));
    for (i, (word, kind, count, first)) in items.into_iter().enumerate() {
        if i > 0 {
            // The commas are for those who read the line as text; by sight the columns part it.
            out += "<span class='tally-comma'>, </span>";
        }
        let _ = write!(
            out,
            "<span class='tally-item {kind}'>{} {word} <b>{count}</b><svg class='tally-bar' viewBox='0 0 1 1' preserveAspectRatio='none' aria-hidden='true'>\
             <rect class='tally-rest' width='1' height='1'/><rect class='tally-share' width='{}' height='1'/></svg></span>",
            icon_of(world, first),
            fixed(f64::from(count) / f64::from(tally.episodes.max(1)), 3)
        );
    }
    out + "</p>"
}

impl Board {
    /// Brings the document to what is known; what moves is put in its place by [`Board::place`].
    pub(super) fn draw(&mut self) {
        let Some(figure) = self.figure() else { return };
        let Board { view, player, id, title, .. } = &*self;
        if view.is_small {
            let ended = self.over().map_or_else(String::new, |outcome| self.badge(outcome));
            let out = format!("<div class='board-stage'>{}{ended}</div>", self.picture());
            let _ = figure.set_attribute("data-level", &player.number.to_string());
            self.content.paint(&figure, out);
            return self.place(true);
        }
        let tally = player.tally;
        let (class, label) = match self.recorded() {
            Some(_) => (" recorded", format!("{} recording · trained", sprites::icon(RECORDING))),
            None => ("", view.label.to_string()),
        };
        let mut out = format!(
            "<figcaption class='board-head'><div class='board-name'><h3 class='board-title'>{title}</h3><span class='board-label{class}'>{label}</span></div>\
             <p class='board-subtitle'>{}{}</p><button type='button' class='board-skip' data-skip='{id}' title='Skip to the end of this episode' \
             aria-label='{title}: skip to the end of this episode'{}><svg viewBox='0 0 16 16' aria-hidden='true' focusable='false'>\
             <path d='M3 3 L10 8 L3 13 Z M11 3 h2 v10 h-2 Z'/></svg></button><button class='board-skip' data-do='{id}' title='This board as text' \
             aria-label='{title} as text'><svg viewBox='0 0 16 16' aria-hidden='true'><path d='M3 3h10v2h-10zM3 7h10v2h-10zM3 11h6v2h-6z'/></svg></button></figcaption><div class='board-stage'>{}",
            view.subtitle,
            if view.subtitle.contains('%') { Term::Levels.sign("The levels of this board") } else { String::new() },
            when(!view.running, " disabled"),
            self.picture()
        );
        if let Some(outcome) = self.over() {
            out += &self.badge(outcome);
        }
        let _ = write!(out, "</div><p class='board-ghost'>");
        let probed = self.probed();
        if let Some(probed) = probed {
            out += &probed.words(&view.net.0);
        } else if let Some(ghost) = self.ghost() {
            let words = ghost.words(&player.level, view.ghost_late).replacen(OPTIMIZER, &Term::Optimizer.button(OPTIMIZER), 1);
            let _ = write!(out, "{} {words}", sprites::icon(sprites::GHOST));
        }
        out += "</p>";
        match (probed.map(|probed| (probed, probed.values(view.probe))), &self.insight) {
            (Some((_, Some(values))), _) => out += &legend(&values, false),
            (Some((probed, None)), _) => out += &probed.legend(),
            (None, Some(insight)) => out += &legend(insight, true),
            (None, None) => {}
        }
        if let Some(outlook) = &self.outlook {
            out += &expected(player.level.world, outlook);
        }
        out += &tally_line(player.level.world, tally);
        let _ = write!(out, "<div class='acts' id='{id}-acts'></div>");
        let figures = [("episode", tally.episodes as u64), ("level", player.number)];
        for (name, value) in figures {
            // Fails only for names that are no names.
            let _ = figure.set_attribute(&format!("data-{name}"), &value.to_string());
        }
        self.content.paint(&figure, out);
        self.place(true);
    }

    /// How the episode has ended, over the board.
    fn badge(&self, outcome: Outcome) -> String {
        let world = self.player.level.world;
        format!("<p class='board-badge {}'>{}<span>{}</span></p>", self.badge_place(), icon_of(world, outcome.first), outcome.words(world))
    }

    /// Everything that stands still during an episode; [`Board::place`] moves the rest.
    pub(super) fn picture(&self) -> String {
        let (player, level) = (&self.player, &self.player.level);
        let mut values = String::new();
        match (self.probed(), &self.insight) {
            (Some(probed), _) => match probed.values(self.view.probe) {
                Some(found) => overlay(&mut values, level, &found),
                None => values = probed.marks(level),
            },
            (None, Some(insight)) => overlay(&mut values, level, insight),
            (None, None) => {}
        }
        let way = self.optimal().filter(|_| level.world.spec().walks).map(|way| &way.path[..]);
        let ended = (player.touched, self.over().is_some());
        // It stays as it is from episode to episode: a name that changes talks into whatever is read. The level in words is asked for.
        let name = format!("{}, drawn", self.title);
        scene::picture(level, player.state, ended, &values, way, Some(&name)) + &scene::agent(level.world, None)
    }

    /// Puts the mouse, its trail and the number of steps where they are now, straight into the document; `fresh`: the picture is
    /// newly drawn.
    pub(super) fn place(&mut self, fresh: bool) {
        let (player, level) = (&self.player, &self.player.level);
        let still = self.reduced_motion || self.badge.is_some();
        let done = if still { 1.0 } else { self.progress.clamp(0.0, 1.0) };
        let pose = pose(player, done, self.turned_from);
        self.angle = pose.angle;
        let Some(figure) = self.figure() else { return };
        let set = |css: &str, name: &str, value: &str| {
            if let Ok(Some(element)) = figure.query_selector(css) {
                // Fails only for names that are no names.
                let _ = element.set_attribute(name, value);
            }
        };
        set(".agent", "transform", &pose.place);
        set(".agent-body", "transform", &pose.body);
        if self.optimal().is_some_and(|optimal| self.ghost_at > (optimal.path.len() - 1) as f64 + GHOST_RESTS) {
            self.ghost_at = -GHOST_RESTS;
        }
        if let Some(optimal) = self.optimal() {
            let last = optimal.path.len() - 1;
            // Nothing moves for those who ask for it: it stands at the end of its way.
            let at = if self.reduced_motion { last as f64 } else { self.ghost_at.max(0.0).min(last as f64) };
            let from = at as usize;
            let ((x0, y0), (x1, y1)) = (center(level, optimal.path[from]), center(level, optimal.path[(from + 1).min(last)]));
            let part = at - from as f64;
            set(".ghost", "transform", &translate(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part));
        }
        if fresh {
            // For programs; empty where there is nothing to tell.
            let figures = self.optimal().map(|it| [(it.path.len() - 1) as f64, it.reward, it.least, it.most]);
            for (at, name) in ["data-ghost-steps", "data-ghost-return", "data-ghost-least", "data-ghost-most"].into_iter().enumerate() {
                let _ = figure.set_attribute(name, &figures.map_or_else(String::new, |figures| figures[at].to_string()));
            }
        }
        let wag = if still { 0.0 } else { 22.0 * wave((f64::from(player.steps) + done) * 0.7) };
        set(".mouse-tail", "transform", &format!("rotate({})", fixed(wag, 1)));
        let steps = player.steps.to_string();
        // Only with the first frame of a move: the trail is as old as the step count.
        let due = fresh || figure.get_attribute("data-steps").as_ref() != Some(&steps);
        if due {
            let _ = figure.set_attribute("data-steps", &steps);
            // For whoever reads the board instead of looking at it.
            let _ = figure.set_attribute("data-now", &format!("{} {}", player.state.agent, player.state.memory));
            self.sight.show(player.episode());
            // Without the cell to which the mouse is still on its way.
            let walked = &player.path[..player.path.len() - usize::from(!still && player.steps > 0)];
            for (stroke, most) in ["", "+.trail", "+.trail+.trail"].into_iter().zip(TRAIL) {
                let mut line = String::new();
                points(&mut line, level, &walked[walked.len().saturating_sub(most)..]);
                set(&format!(".wall+.trail{stroke}"), "points", &line);
            }
            self.behave();
        }
    }

    /// Where the outcome hides neither the agent nor the first thing: what it passed by is the point. Of three places, two things
    /// leave at least one.
    pub(super) fn badge_place(&self) -> &'static str {
        let level = &self.player.level;
        let shown = [Some(self.player.state.agent), level.things.iter().find(|thing| !thing.kind.is_marker).map(|thing| thing.cell)];
        let third = |cell: Cell| level.row(cell) * 3 / level.height;
        let is_free = |place: usize| shown.iter().flatten().all(|&cell| third(cell) != place);
        [(2, "low"), (0, "high"), (1, "middle")].into_iter().find(|&(place, _)| is_free(place)).map_or("low", |(_, name)| name)
    }
}
