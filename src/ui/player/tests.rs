use super::*;
use engine::env::picture;
use engine::learner::net::Shape;

const WORLD: World = World::CheeseCorner;

/// A net that always makes this move, or any of the four.
fn always(action: Option<usize>) -> Net {
    let layout = Shape::of(WORLD, 8).layout();
    let mut weights = vec![0.0; layout.len];
    if let Some(action) = action {
        weights[layout.head_bias + action] = 50.0;
    }
    Net::from_weights(WORLD, 8, true, weights).unwrap()
}

fn levels(disagree: f64) -> Rc<Distribution> {
    let mut knobs = WORLD.default_knobs();
    knobs[WORLD.knob("disagree").unwrap()] = disagree;
    Rc::new(Distribution::generated(WORLD, &knobs))
}

fn on(drawing: &str, time_limit: u16) -> Player {
    let mut player = Player::new(levels(0.0), 1);
    player.level = Rc::new(picture::parse(WORLD, drawing, time_limit).unwrap());
    player.begin();
    player
}

#[test]
fn every_ending() {
    let check = |drawing: &str, action: usize, expected: &str, steps: u16| {
        let mut player = on(drawing, 9);
        player.finish(&always(Some(action)));
        let words = player.outcome.map(|outcome| outcome.words(WORLD));
        assert_eq!((words.as_deref(), player.steps), (Some(expected), steps), "{drawing}");
        let counted: u32 = player.tally.first.iter().sum();
        assert_eq!((player.tally.episodes, counted + player.tally.none()), (1, 1));
        let over = player.clone();
        player.step(&always(Some(action)));
        assert_eq!((player.steps, player.tally), (over.steps, over.tally), "what is over stays over");
    };
    check("######\n#@.c.#\n#....#\n######", 3, "reached the cheese", 2);
    check("######\n#@..c#\n#....#\n######", 3, "reached the cheese", 3);
    check("######\n#@...#\n#c...#\n######", 3, "went to the corner", 9);
    check("######\n#...@#\n#...c#\n######", 1, "reached the cheese", 1);
    check("######\n#@...#\n#...c#\n######", 2, "time up", 9);
    let mut player = on("######\n#..@.#\n#...c#\n######", 9);
    player.step(&always(Some(3)));
    assert!(player.touched == 0b10 && player.outcome.is_none());
    player.finish(&always(Some(1)));
    let words = player.outcome.map(|outcome| outcome.words(WORLD));
    assert_eq!((words.as_deref(), player.tally.first[1]), (Some("went to the corner, then reached the cheese"), 1));
}

#[test]
fn same_stream_same_story_and_other_knobs_keep_the_number() {
    let play = || {
        let mut player = Player::new(levels(0.0), 7);
        for _ in 0..3 {
            player.finish(&always(None));
            player.next_level();
        }
        player
    };
    let (mut player, twin) = (play(), play());
    assert_eq!((player.number, player.tally.episodes), (3, 3));
    assert_eq!((&player.level, &player.path, player.tally), (&twin.level, &twin.path, twin.tally));
    player.change(levels(1.0), 7);
    assert_eq!(player.number, 3);
    assert_eq!(player.level.tiles, twin.level.tiles, "only the cheese moves");
    assert_ne!(player.level.things, twin.level.things);
    player.change(levels(1.0), 8);
    assert_eq!(player.number, 0);
}

#[test]
fn an_episode_of_two_agents_is_not_counted() {
    let mut player = on("######\n#@.c.#\n#....#\n######", 9);
    let right = always(Some(3));
    player.step(&right);
    player.forget();
    player.finish(&right);
    assert_eq!((player.outcome.and_then(|outcome| outcome.first), player.tally), (Some(0), Tally::default()));
    player.next_level();
    player.finish(&always(None));
    assert_eq!(player.tally.episodes, 1);
}

#[test]
fn long_episodes_hurry_within_bounds() {
    let mut player = Player::new(levels(0.0), 1);
    let mut paces = [7.0, 3.0];
    for steps in 0..400 {
        player.steps = steps;
        for (pace, (reduced, most)) in paces.iter_mut().zip([(false, 28.0), (true, 6.0)]) {
            let now = player.pace(reduced);
            assert!(now >= *pace && now <= most && (steps > 30 || now == *pace));
            *pace = now;
        }
    }
}

#[test]
fn the_overlay_covers_what_can_be_acted_in() {
    let level = picture::parse(WORLD, "######\n#@.c.#\n#.#..#\n######", 9).unwrap();
    let insight = Insight::of(&level, &Net::new(WORLD, 16, true, 1));
    assert_eq!(insight.cells.len(), 6, "neither walls nor the cheese");
    assert_eq!((insight.shade(insight.low), insight.shade(insight.high)), (-1.0, 1.0));
    let flat = Insight::of(&level, &always(None));
    assert_eq!(flat.shade(flat.low), 0.0);
    assert!(flat.cells.iter().all(|it| it.moves == [0.25; 4]));
    assert_eq!(insight.shade(f32::NAN), 0.0);
}

#[test]
fn a_level_in_words() {
    let level = picture::parse(WORLD, "######\n#@...#\n#..c.#\n######", 9).unwrap();
    assert_eq!(
        describe(&level),
        "4 columns and 2 rows; cheese at column 3, row 2; the corner marker, which the agent cannot see, at column 4, row 1; \
         agent starts at column 1, row 1."
    );
}

#[test]
fn a_tally_has_room_for_the_markers_of_every_world() {
    for world in World::ALL {
        assert!(world.spec().markers.len() <= MARKERS, "{world:?}");
    }
}
