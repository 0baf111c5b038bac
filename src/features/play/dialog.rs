//! The dialog: the board, what each move was worth, and beside it what the agent and a perfect optimizer do on the same levels.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::board::{PlayBoard, Played};
use super::duel::has_sides;
use super::game::{Account, Game, Ledgers, Place, means};
use super::optimal::{Answer, use_optimal};
use super::other_side::OtherSide;
use super::save::Save;
use crate::features::reading::described::sentences;
use crate::features::styles;
use crate::ui::chart::grouped;
use crate::ui::player::{SHIFTED, TRAINING};
use crate::ui::shared::Shared;
use crate::ui::state::State;
use crate::ui::store::{use_kept, use_selector, use_store};
use crate::ui::verdict::sentence_case;
use crate::ui::words::{number, percent, steps};
use crate::views::dialog::Dialog;
use engine::env::{Action, World};
use engine::jobs::Solve;
use engine::lang::shown;
use engine::learner::Net;
use engine::scenario::Scenario;

/// How many actions lead up, down, left and right; all others have a word.
fn moves(world: World) -> usize {
    if world.spec().walks { 4 } else { 0 }
}

/// The first episode on each level that was played to its end.
#[derive(Clone, Default)]
struct Finished(Vec<Rc<Game>>);

impl PartialEq for Finished {
    /// None is ever changed or taken out.
    fn eq(&self, other: &Finished) -> bool {
        self.0.len() == other.0.len()
    }
}

#[derive(Clone, PartialEq)]
struct View {
    scenario: Rc<Scenario>,
    amount: f64,
    net: Shared<Net>,
    /// Of its training.
    steps: u32,
    reward: Rc<str>,
    intended: Rc<str>,
}

impl View {
    fn of(state: &State) -> View {
        let (net, steps) = state.shown_agent();
        View {
            scenario: state.shown_scenario(),
            amount: state.amount,
            net: Shared(net),
            steps,
            reward: state.draft.reading.text.clone(),
            intended: state.draft.intended.text.clone(),
        }
    }
}

#[component]
pub fn PlayDialog() -> Html {
    let store = use_store();
    use_memo((), |()| styles::wear(include_str!("style.css")));
    let it = use_selector(View::of);
    // It begins on the level that is on view.
    let game = use_state(|| Rc::new(Game::new(Place::of(&store.state(), TRAINING, store.state().levels[0]))));
    let all_finished = use_kept::<Finished>();
    let asks_way = use_state_eq(|| false);
    let is_other = use_state_eq(|| false);
    let said = use_state(String::new);
    let place = game.place.clone();
    let ledgers = use_memo((it.reward.clone(), it.intended.clone(), it.scenario.clone()), |_| Ledgers::of(&store.state().draft));
    let account = ledgers.account(&game.player);
    let spec = place.levels.world.spec();
    let has_sides = has_sides(place.levels.world);
    let is_other_side = has_sides && *is_other;

    let begin = {
        let (game, said, store) = (game.setter(), said.setter(), store.clone());
        move |stream: u64, number: u64| {
            game.set(Rc::new(Game::new(Place::of(&store.state(), stream, number))));
            said.set(String::new());
        }
    };
    let act = {
        let (game, said, ledgers, finished) = (game.clone(), said.setter(), ledgers.clone(), all_finished.clone());
        Callback::from(move |action: Action| {
            if game.is_over() {
                return said.set("This episode is over: play it again, or the next level.".to_owned());
            }
            let mut next = (**game).clone();
            next.act(action);
            said.set(words(&next, &ledgers.account(&next.player)));
            let next = Rc::new(next);
            if next.is_over() && finished.0.iter().all(|other| other.place != next.place) {
                finished.change(|all| all.0.push(next.clone()));
            }
            game.set(next);
        })
    };
    let onkeydown = {
        let act = act.clone();
        let (actions, moves) = (spec.actions, moves(place.levels.world));
        move |event: KeyboardEvent| {
            if let Some(action) = key(&event, moves, actions.iter().map(|action| action.letter)) {
                // Neither does the page scroll, nor is it a key of the presenter view.
                event.prevent_default();
                event.stop_propagation();
                act.emit(action);
            }
        }
    };

    // What was finished on levels of this very world, and what the agent does there.
    let finished: Vec<Rc<Game>> = all_finished.0.iter().filter(|game| game.place.is_of(&place)).cloned().collect();
    let is_covered = place.stream == SHIFTED && it.amount == 0.0;
    // Each level once, until agent or goals are others.
    let known = use_memo((it.net.clone(), it.reward.clone(), it.intended.clone()), |_| RefCell::<Vec<(Place, Account)>>::default());
    let of_agent: Vec<Account> = finished
        .iter()
        .map(|game| {
            let place = &game.place;
            let mut known = known.borrow_mut();
            let at = known.iter().position(|(other, _)| other == place).unwrap_or_else(|| {
                known.push((place.clone(), ledgers.of_agent(place, &it.net)));
                known.len() - 1
            });
            known[at].1.clone()
        })
        .collect();
    let question = asks_way.then(|| {
        let mut scenario = Box::new(store.state().draft.frozen());
        scenario.seed = 0;
        Solve { scenario, amount: place.amount, stream: place.stream, number: place.number }
    });
    let answer = use_optimal(question);
    let optimal = match &answer {
        Answer::Found(optimal) if !optimal.path.is_empty() => Some(optimal.clone()),
        _ => None,
    };

    let worlds = [(TRAINING, "Training".to_owned()), (SHIFTED, shifted(it.amount))];
    let world = |(stream, label): (u64, String)| {
        let begin = begin.clone();
        let first = store.state().levels[usize::from(stream == SHIFTED)];
        html! {
            <label>
                <input type="radio" name="play-world" value={stream.to_string()} checked={place.stream == stream}
                    onchange={move |_: Event| begin(stream, first)} />
                <span>{ label }</span>
            </label>
        }
    };
    let side = |(other, label): (bool, &'static str)| {
        let is_other = is_other.clone();
        html! {
            <label>
                <input type="radio" name="play-side" value={if other { "other" } else { "own" }} checked={*is_other == other}
                    onchange={move |_: Event| is_other.set(other)} />
                <span>{ label }</span>
            </label>
        }
    };
    let again = {
        let (begin, place) = (begin.clone(), place.clone());
        move |_: MouseEvent| begin(place.stream, place.number)
    };
    let next = {
        let (begin, place) = (begin.clone(), place.clone());
        move |_: MouseEvent| begin(place.stream, place.number + 1)
    };
    let onway = {
        let asks_way = asks_way.setter();
        move |event: Event| asks_way.set(event.target_unchecked_into::<HtmlInputElement>().checked())
    };
    let moves = moves(place.levels.world);
    let pad = spec.actions.iter().zip(0..).map(|(action, number): (_, Action)| {
        let act = act.clone();
        html! {
            <button key={action.name} type="button" class={format!("play-{}", action.name)} data-act={action.letter.to_string()} aria-label={action.name}
                title={(usize::from(number) >= moves).then(|| format!("Key {}", action.letter))}
                aria-disabled={game.is_over().then_some("true")} onclick={move |_: MouseEvent| act.emit(number)}>{ sign(number, moves, action.name) }</button>
        }
    });
    let at_level = finished.iter().position(|game| game.place == place).filter(|_| game.is_over());
    html! {
        <Dialog id="play" title="Play it yourself" about="play-about">
            <p id="play-about" class="lessons-about">
                if is_other_side {
                    { "Play against the agent, or against somebody who knows the game better or worse. It moves first." }
                } else if has_sides {
                    { "Make the agent's moves by buttons, letters, or presses on the board: a pawn, then where it goes. Both ledgers count." }
                } else {
                    { format!("Lead the {} by arrow keys, buttons, or a press or a stroke on the board. Both ledgers count.", spec.agent) }
                }
            </p>
            <div class="play-bar">
                <div class="share-forms" role="radiogroup" aria-label="World">{ for worlds.into_iter().map(world) }</div>
                <button type="button" id="play-again" disabled={game.actions.is_empty() && !is_other_side} onclick={again}>{ "Again" }</button>
                <button type="button" id="play-next" class={game.is_over().then_some("primary")} onclick={next}>{ "Next level" }</button>
            </div>
            if has_sides {
                <div class="share-forms" role="radiogroup" aria-label="You move">
                    { for [(false, "The agent's pawns"), (true, "The other pawns")].into_iter().map(side) }
                </div>
            }
            if is_other_side {
                <OtherSide game={Played((*game).clone())} net={it.net.clone()} {is_covered} />
            } else {
                <div class="play-main" {onkeydown}>
                    <PlayBoard game={Played((*game).clone())} way={optimal.as_ref().map(|optimal| Rc::from(&optimal.path[..]))} onact={act.clone()} />
                    <div class="play-side">
                        <dl class="play-ledgers">
                            { ledger("play-paid", "Paid", "by your reward", account.paid) }
                            { ledger("play-worth", "Worth", "to what you meant", account.worth) }
                        </dl>
                        <div class={classes!("play-pad", (moves == 0).then_some("is-words"))} role="group" aria-label="Moves">{ for pad }</div>
                        <p id="play-said" aria-live="polite" aria-atomic="true">
                            { if said.is_empty() { format!("Level {}, {} steps at most.", place.number, game.player.level.time_limit) } else { (*said).clone() } }
                        </p>
                        <label class="switch">
                            <input type="checkbox" id="play-way" checked={*asks_way} onchange={onway} />{ "Show what a perfect optimizer of your reward does" }
                        </label>
                        <p id="play-optimal" class="save-about" aria-live="polite" aria-atomic="true">{ of_optimizer(&answer) }</p>
                    </div>
                </div>
                { counted(&finished, at_level, &ledgers, (!is_covered).then_some((agent(it.steps), &of_agent[..]))) }
                <Save game={Played((*game).clone())} />
                <details class="play-words">
                    <summary>{ "This level in words" }</summary>
                    <p>{ sentences(&game.player.level, game.player.state, u32::from(game.player.steps)) }</p>
                </details>
            }
        </Dialog>
    }
}

/// What was played to its end, beside what the agent does on the same levels. `at`: the level on view among them; `of_agent`: who that
/// is, and what it does there; None: it is not shown yet.
fn counted(finished: &[Rc<Game>], at: Option<usize>, ledgers: &Ledgers, of_agent: Option<(String, &[Account])>) -> Html {
    if finished.is_empty() {
        return html! {
            <p class="save-about">{ "Play an episode to its end: it is counted here, beside what the agent does on the same level." }</p>
        };
    }
    let own: Vec<Account> = finished.iter().map(|game| ledgers.account(&game.player)).collect();
    html! {
        <>
            <table class="play-table">
                <caption>{ "Your first try on each level, and the agent's episode on the same" }</caption>
                <thead>
                    <tr>
                        <td />
                        <th scope="col">{ "Paid" }</th><th scope="col">{ "Worth" }</th><th scope="col">{ "Steps" }</th><th scope="col">{ "How it ended" }</th>
                    </tr>
                </thead>
                if let Some(at) = at {
                    <tbody>
                        <tr><th colspan="5" scope="rowgroup">{ "This level" }</th></tr>
                        { row("You", &own[at]) }
                        { for of_agent.as_ref().map(|(who, accounts)| row(who, &accounts[at])) }
                    </tbody>
                }
                <tbody>
                    <tr><th colspan="5" scope="rowgroup">{ so_far(finished.len()) }</th></tr>
                    { mean_row("You", &own) }
                    { for of_agent.as_ref().map(|(who, accounts)| mean_row(who, accounts)) }
                </tbody>
            </table>
            if of_agent.is_none() {
                <p class="save-about">{ "What the agent does in the shifted world is shown here once you have moved the slider under Shift." }</p>
            }
        </>
    }
}

/// What a move has come to, to be read out.
fn words(game: &Game, account: &Account) -> String {
    let (player, level) = (&game.player, &game.player.level);
    let of = |pair: Option<(f64, f64)>| {
        pair.map_or("nothing that is known".to_owned(), |(last, sum)| format!("{} ({} so far)", shown(last), shown(sum)))
    };
    let place = format!("column {}, row {}", level.column(player.state.agent), level.row(player.state.agent));
    let lead = match &account.end {
        Some(end) => format!("Over after {}: {end}.", steps(account.steps)),
        None if level.world.spec().walks => format!("Step {}: {place}.", account.steps),
        None => format!("Step {}.", account.steps),
    };
    format!("{lead} Paid {}, worth {}.", of(account.paid), of(account.worth))
}

fn so_far(levels: usize) -> String {
    if levels == 1 { "So far, on 1 level".to_owned() } else { format!("So far, means over {levels} levels") }
}

fn agent(steps: u32) -> String {
    if steps == 0 { "The agent, untrained".to_owned() } else { format!("The agent, after {} steps", grouped(steps)) }
}

fn shifted(amount: f64) -> String {
    let amount = if amount == 0.0 { 1.0 } else { amount };
    format!("Shifted by {}", percent(amount))
}

fn ledger(id: &'static str, word: &str, about: &str, sums: Option<(f64, f64)>) -> Html {
    html! {
        <div>
            <dt>{ word }<small>{ about }</small></dt>
            <dd {id}>{ sums.map_or("–".to_owned(), |(_, sum)| shown(sum)) }</dd>
        </div>
    }
}

fn row(who: &str, account: &Account) -> Html {
    let of = |sums: Option<(f64, f64)>| sums.map_or("–".to_owned(), |(_, sum)| shown(sum));
    html! {
        <tr>
            <th scope="row">{ who }</th><td>{ of(account.paid) }</td><td>{ of(account.worth) }</td><td>{ account.steps }</td>
            <td>{ account.end.clone().map(sentence_case).unwrap_or_default() }</td>
        </tr>
    }
}

fn mean_row(who: &str, accounts: &[Account]) -> Html {
    let [paid, worth] = means(accounts).map(|mean| mean.map_or("–".to_owned(), number));
    let steps = accounts.iter().map(|account| account.steps).sum::<usize>() as f64 / accounts.len().max(1) as f64;
    html! {
        <tr><th scope="row">{ who }</th><td>{ paid }</td><td>{ worth }</td><td>{ number(steps) }</td><td /></tr>
    }
}

fn of_optimizer(answer: &Answer) -> String {
    match answer {
        Answer::Unasked => String::new(),
        Answer::Waits => "It is worked out…".to_owned(),
        Answer::Found(optimal) if optimal.path.is_empty() => "Your words are not a number everywhere on this level.".to_owned(),
        Answer::Found(optimal) => {
            let worth = if optimal.least == optimal.most {
                number(optimal.most)
            } else {
                format!("{} to {}", number(optimal.least), number(optimal.most))
            };
            format!("Perfect optimizer: paid {}, worth {worth}, in {}.", number(optimal.reward), steps(optimal.path.len() - 1))
        }
        Answer::Failed(why) => why.clone(),
    }
}

/// Arrow keys, and for what is no move its letter.
fn key(event: &KeyboardEvent, moves: usize, letters: impl Iterator<Item = char>) -> Option<Action> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let key = event.key();
    if let Some(at) = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"][..moves].iter().position(|arrow| *arrow == key) {
        return Action::try_from(at).ok();
    }
    letters.zip(0..).skip(moves).find_map(|(letter, action)| (key == letter.to_string()).then_some(action))
}

/// On its button.
fn sign(action: Action, moves: usize, name: &'static str) -> &'static str {
    ["↑", "↓", "←", "→"][..moves].get(usize::from(action)).copied().unwrap_or(name)
}
