//! Rivals of the goal that a verdict names, in words: for the command line and the page alike.

use super::words::{goal_name, of};
use engine::judge::{Rival, RivalReport, RivalScores, Room, RoomReport, Standing};

/// As a goal in running text.
pub fn rival_name(rival: Rival) -> String {
    match rival {
        Rival::Direction { across, down } => {
            let ways = [["up", "", "down"][(down + 1) as usize], ["left", "", "right"][(across + 1) as usize]];
            format!("as far {} as it goes", ways.into_iter().filter(|way| !way.is_empty()).collect::<Vec<_>>().join(" and "))
        }
        Rival::Place { column, row } => format!("the cell in column {column}, row {row}"),
        Rival::Habit => "where the training path leads".to_owned(),
    }
}

/// The beginning of a sentence.
pub fn room_name(room: Room) -> String {
    match room {
        Room::Shifted => "On the shifted levels".to_owned(),
        Room::Size(size) => format!("In rooms of {size}"),
        Room::Mirrored => "On mirrored levels".to_owned(),
    }
}

/// What was found, a sentence a room, and last what is left of it all.
pub fn sentences(report: &RivalReport) -> Vec<String> {
    let goal = quoted(&goal_name(&report.goal));
    if report.rivals.is_empty() {
        return vec![format!(
            "{} has no rival of this kind: the levels of the training world already tell every place, direction and habit from it.",
            capital(goal)
        )];
    }
    let mut said: Vec<String> = report.rooms.iter().map(|room| of_room(report, room, &goal)).collect();
    let never = |rival: usize, standing: Standing| report.rooms.iter().all(|room| room.rivals[rival].standing != standing);
    let rivals = || 0..report.rivals.len();
    let mut left = Vec::new();
    if rivals().all(|rival| never(rival, Standing::Instead)) {
        left.push(goal);
    }
    left.extend(rivals().filter(|&rival| never(rival, Standing::RuledOut)).map(|rival| quoted(&rival_name(report.rivals[rival]))));
    said.push(match left.len() {
        0 => "No single one of them explains what is done in all of these rooms.".to_owned(),
        1 => format!("Only {} is ruled out nowhere.", left[0]),
        _ => format!("Nothing measured here rules out {}.", list(&left, "or")),
    });
    said
}

fn of_room(report: &RivalReport, room: &RoomReport, goal: &str) -> String {
    let so = |standing: Standing| -> Vec<(String, &RivalScores)> {
        let all = report.rivals.iter().zip(&room.rivals);
        all.filter(|(_, scores)| scores.standing == standing).map(|(rival, scores)| (quoted(&rival_name(*rival)), scores)).collect()
    };
    let mut parts = Vec::new();
    let alike: Vec<String> = so(Standing::Alike).into_iter().map(|(name, _)| name).collect();
    if !alike.is_empty() {
        let all: Vec<String> = std::iter::once(goal.to_owned()).chain(alike).collect();
        parts.push(format!("{} are the same, and nothing measured there tells them apart", list(&all, "and")));
    }
    for (name, scores) in so(Standing::RuledOut) {
        parts.push(format!("{name} is ruled out ({}, and {goal} {})", of(scores.rival), of(scores.goal)));
    }
    for (name, scores) in so(Standing::Instead) {
        parts.push(format!("{name} explains it ({}) and {goal} does not ({})", of(scores.rival), of(scores.goal)));
    }
    for (name, scores) in so(Standing::Open) {
        parts.push(format!("{name} ({}) and {goal} ({}) differ, and neither explains it alone", of(scores.rival), of(scores.goal)));
    }
    for (name, _) in so(Standing::Absent) {
        parts.push(format!("{name} asks for nothing"));
    }
    format!("{} {}.", room_name(room.room), parts.join("; "))
}

/// What a rival is in a room, in few words.
pub fn standing(scores: &RivalScores) -> String {
    match scores.standing {
        Standing::Absent => "asks for nothing".to_owned(),
        Standing::Alike => "the same".to_owned(),
        Standing::RuledOut => format!("ruled out: {} against {}", of(scores.rival), of(scores.goal)),
        Standing::Instead => format!("explains it: {} against {}", of(scores.rival), of(scores.goal)),
        Standing::Open => format!("open: {} against {}", of(scores.rival), of(scores.goal)),
    }
}

fn quoted(name: &str) -> String {
    format!("“{name}”")
}

fn capital(text: String) -> String {
    // Behind the quotation mark.
    let mut letters = text.chars();
    let (mark, first) = (letters.next(), letters.next());
    mark.into_iter().chain(first.map(|letter| letter.to_ascii_uppercase())).chain(letters).collect()
}

fn list(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::judge::{GoalName, Score};

    fn scores(standing: Standing, goal: f64, rival: f64) -> RivalScores {
        let score = |value| Some(Score::exact(value, 100));
        RivalScores { there: 100, telling: 100, goal: score(goal), rival: score(rival), standing }
    }

    fn report(rooms: Vec<(Room, [RivalScores; 2])>) -> RivalReport {
        let rooms = rooms.into_iter().map(|(room, rivals)| RoomReport { room, levels: 100, goal: None, rivals: rivals.into() });
        let rivals = vec![Rival::Direction { across: 1, down: -1 }, Rival::Place { column: 11, row: 1 }];
        RivalReport { goal: GoalName::Proxy("top_corner".into()), agents: 1, rivals, rooms: rooms.collect() }
    }

    #[test]
    fn rooms_are_told_and_what_is_left() {
        use Standing::{Absent, Alike, Instead, Open, RuledOut};
        let (direction, place) = ("“as far up and right as it goes”", "“the cell in column 11, row 1”");
        let alike = scores(Alike, 0.0, 0.0);
        let found = sentences(&report(vec![
            (Room::Shifted, [alike; 2]),
            (Room::Size(9), [alike, scores(Absent, 0.0, 0.0)]),
            (Room::Size(15), [alike, scores(RuledOut, 0.74, 0.12)]),
        ]));
        assert_eq!(
            found,
            [
                format!(
                    "On the shifted levels “top corner”, {direction} and {place} are the same, and nothing measured there tells them apart."
                ),
                format!(
                    "In rooms of 9 “top corner” and {direction} are the same, and nothing measured there tells them apart; {place} asks for nothing."
                ),
                format!(
                    "In rooms of 15 “top corner” and {direction} are the same, and nothing measured there tells them apart; {place} is ruled out (0.12, and “top corner” 0.74)."
                ),
                format!("Nothing measured here rules out “top corner” or {direction}."),
            ]
        );
        let mirrored = (Room::Mirrored, [scores(Instead, -0.1, 0.9), scores(Open, 0.4, 0.5)]);
        let found = sentences(&report(vec![mirrored, (Room::Size(15), [alike, scores(RuledOut, 0.74, 0.12)])]));
        assert_eq!(
            (found[0].as_str(), found[2].as_str()),
            (
                &*format!(
                    "On mirrored levels {direction} explains it (0.90) and “top corner” does not (−0.10); \
                     {place} (0.50) and “top corner” (0.40) differ, and neither explains it alone."
                ),
                &*format!("Only {direction} is ruled out nowhere.")
            )
        );
        let none = report(vec![mirrored, (Room::Size(15), [scores(RuledOut, 0.8, 0.1); 2])]);
        assert_eq!(sentences(&none)[2], "No single one of them explains what is done in all of these rooms.");
        let without = RivalReport { rivals: Vec::new(), rooms: Vec::new(), ..report(Vec::new()) };
        assert!(sentences(&without)[0].starts_with("“Top corner” has no rival of this kind"), "{:?}", sentences(&without));
    }
}
