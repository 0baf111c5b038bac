//! Odd openings from the other side: a person moves the other pawns, and the agent, a greedy player or a perfect one those that are the
//! agent's. No browser.

use std::rc::Rc;

use super::game::Place;
use engine::env::world::odd_openings::{Board, Move, Opponent, SIDE, board, half, replied, stands};
use engine::env::{Action, Level, State, World, display};
use engine::learner::{Net, rollout::draw};
use engine::rng::Rng;

/// Whether two play in this world.
pub fn has_sides(world: World) -> bool {
    world == World::OddOpenings
}

/// Who moves the agent's pawns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    Agent,
    Greedy,
    Perfect,
}

impl Rival {
    pub const ALL: [Rival; 3] = [Rival::Agent, Rival::Greedy, Rival::Perfect];

    pub fn name(self) -> &'static str {
        match self {
            Rival::Agent => "agent",
            Rival::Greedy => "greedy player",
            Rival::Perfect => "perfect player",
        }
    }
}

/// Why a press came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    IsOver,
    /// In this column the person has no pawn that can move.
    CannotMove(usize),
    /// No pawn of the one column can go to the other.
    NoWay(usize, usize),
    /// Nothing of the person's stands there, and nothing was touched.
    NotYours(usize),
}

/// Squares are counted in reading order from the upper left, as the agent's side sees the board.
#[derive(Clone, Debug)]
pub struct Duel {
    pub place: Place,
    pub rival: Rival,
    /// The agent as it was when the game began, whatever is trained meanwhile.
    net: Rc<Net>,
    pub level: Rc<Level>,
    pub state: State,
    /// The position as the person sees it, whose turn it is; None: the game is over.
    turn: Option<Board>,
    /// The column of the pawn that the person has touched.
    pub touched: Option<usize>,
    /// What was moved last: by the rival and by the person.
    pub last: [Option<Move>; 2],
    /// Moves of the person.
    pub moves: usize,
    /// Whether the person has won.
    pub won: Option<bool>,
    /// Draws what the agent does, as on the boards.
    rng: Rng,
}

impl Duel {
    /// The rival moves first.
    pub fn new(place: Place, rival: Rival, net: Rc<Net>) -> Duel {
        let (level, rng) = display::level(&place.levels, place.stream, place.number);
        let state = level.world.start(&level);
        let mut duel =
            Duel { place, rival, net, level: Rc::new(level), state, turn: None, touched: None, last: [None; 2], moves: 0, won: None, rng };
        duel.lead();
        duel
    }

    pub fn is_over(&self) -> bool {
        self.won.is_some()
    }

    /// Whether the person wins from here if both play as well as can be.
    pub fn wins(&self) -> bool {
        self.won.unwrap_or_else(|| self.turn.is_some_and(Board::wins))
    }

    /// A pawn by its column, then the column to which it goes.
    pub fn press(&mut self, column: usize) -> Result<(), Refused> {
        let turn = self.turn.ok_or(Refused::IsOver)?;
        let moves = turn.moves();
        match self.touched {
            None => {
                if !moves.iter().any(|next| next.from % SIDE == column) {
                    return Err(Refused::CannotMove(column));
                }
                self.touched = Some(column);
            }
            Some(from) => {
                let chosen = moves.into_iter().find(|next| (next.from % SIDE, next.to % SIDE) == (from, column));
                self.make(chosen.ok_or(Refused::NoWay(from, column))?);
            }
        }
        Ok(())
    }

    /// The same by squares: a pawn of one's own is touched, the one that was touched is let go of, and any other square is gone to.
    pub fn press_square(&mut self, square: usize) -> Result<(), Refused> {
        let turn = self.turn.ok_or(Refused::IsOver)?;
        let (seen, column) = (flipped(square), square % SIDE);
        let moves = turn.moves();
        if turn.own >> seen & 1 == 1 {
            let can_move = moves.iter().any(|next| next.from % SIDE == column);
            self.touched = if self.touched == Some(column) { None } else { Some(column).filter(|_| can_move) };
            return if can_move { Ok(()) } else { Err(Refused::CannotMove(column)) };
        }
        let from = self.touched.ok_or(Refused::NotYours(square))?;
        let chosen = moves.into_iter().find(|next| (next.from % SIDE, next.to) == (from, seen));
        self.make(chosen.ok_or(Refused::NoWay(from, column))?);
        Ok(())
    }

    /// Where the pawn stands that was touched: of two in a column the one that is ahead and can move.
    pub fn touched_square(&self) -> Option<usize> {
        let column = self.touched?;
        let moves = self.turn?.moves();
        moves.iter().find(|next| next.from % SIDE == column).map(|next| flipped(next.from))
    }

    fn make(&mut self, chosen: Move) {
        let Some(turn) = self.turn.take() else { return };
        (self.touched, self.moves) = (None, self.moves + 1);
        self.last = [None, Some(seen_by_agent(chosen))];
        let step = replied(self.state, turn, chosen);
        self.state = step.state;
        if step.terminated {
            self.won = Some(true);
        } else {
            self.lead();
        }
    }

    /// The rival's move.
    fn lead(&mut self) {
        let before = board(self.state);
        match self.rival {
            Rival::Agent => {
                while self.turn.is_none() && !self.is_over() {
                    let action = draw(&self.net.outlook(&self.level, self.state).probabilities, self.rng.unit());
                    self.take(action);
                }
            }
            Rival::Greedy | Rival::Perfect => {
                let who = if self.rival == Rival::Greedy { Opponent::Greedy } else { Opponent::Perfect };
                let Move { from, to } = who.reply(before, self.level.params[0]);
                for column in [from % SIDE, to % SIDE] {
                    self.take(column as Action);
                }
            }
        }
        let after = self.turn.map_or(board(self.state), Board::turned);
        let square = |pawns: u16| (pawns != 0).then(|| pawns.trailing_zeros() as usize);
        let (from, to) = (square(before.own & !after.own), square(after.own & !before.own));
        self.last[0] = from.zip(to).map(|(from, to)| Move { from, to });
    }

    fn take(&mut self, action: Action) {
        match half(self.state, action) {
            Ok(step) => {
                self.state = step.state;
                self.won = step.terminated.then_some(false);
            }
            Err(turn) => self.turn = Some(turn),
        }
    }

    /// What is seen of it: the pawns as they stand after the rival's move.
    pub fn shown(&self) -> State {
        self.turn.map_or(self.state, |turn| stands(self.state, turn.turned()))
    }
}

/// As the other side counts it.
fn flipped(square: usize) -> usize {
    (SIDE - 1 - square / SIDE) * SIDE + square % SIDE
}

fn seen_by_agent(Move { from, to }: Move) -> Move {
    Move { from: flipped(from), to: flipped(to) }
}

/// As people call a column.
pub fn column_name(column: usize) -> char {
    char::from(b'a' + column as u8)
}

/// As people call a square: the agent's pawns begin in row 1.
pub fn square_name(square: usize) -> String {
    format!("{}{}", column_name(square % SIDE), SIDE - square / SIDE)
}

#[cfg(test)]
mod tests;
