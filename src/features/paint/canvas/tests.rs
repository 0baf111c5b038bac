use super::*;
use engine::env::picture::draw;
use engine::judge::{Set, level};
use engine::scenario::PRESETS;

fn brush(world: World, letter: char) -> Brush {
    brushes(world).into_iter().find(|brush| brush.letter == letter).expect("a letter of the world")
}

#[test]
fn a_level_of_any_world_is_painted_as_it_is_drawn() {
    for preset in &PRESETS {
        let scenario = preset.scenario();
        for (amount, index) in [(0.0, 0), (0.0, 1), (1.0, 0), (1.0, 7)] {
            let levels = scenario.levels(amount);
            let drawn = draw(&level(Set::Fresh, &levels, 0, index));
            let canvas = Canvas::of(scenario.world, &drawn);
            assert_eq!(canvas.text(), drawn, "{}", preset.name);
            assert_eq!(canvas.fault(), None, "{}: {drawn}", preset.name);
            let letters = drawn.lines().filter(|line| !line.contains('=')).flat_map(str::chars);
            assert!(letters.clone().all(|letter| brushes(scenario.world).iter().any(|brush| brush.letter == letter)), "{drawn}");
        }
    }
}

#[test]
fn painting_keeps_to_the_rules_of_pictures() {
    let world = World::CheeseCorner;
    let mut canvas = Canvas::empty(world, 6, 5);
    assert_eq!(canvas.text(), "######\n#....#\n#....#\n#....#\n######");
    let fault = canvas.fault().expect("nobody is there");
    assert!(fault.message.contains("no start"), "{fault}");
    assert!(canvas.put(2, 1, &brush(world, '@')) && canvas.put(3, 2, &brush(world, 'c')));
    assert_eq!(canvas.fault(), None);
    // There is one start: the new one is it.
    assert!(canvas.put(1, 1, &brush(world, '@')));
    assert_eq!((canvas.at(2, 1), canvas.at(1, 1)), ('.', '@'));
    assert!(!canvas.put(0, 3, &brush(world, '.')), "the border stays wall");
    assert!(!canvas.put(1, 1, &brush(world, '@')), "it stands there");
    // A wall around the cheese.
    for (row, column) in [(2, 2), (3, 1), (3, 3)] {
        canvas.put(row, column, &brush(world, '#'));
    }
    let fault = canvas.fault().expect("no way leads there");
    assert_eq!(canvas.cell_of(&fault), Some((3, 2)), "{fault}");
    assert!(canvas.swap((2, 2), (3, 2)), "the cheese changes places with a wall");
    assert_eq!((canvas.at(2, 2), canvas.at(3, 2), canvas.fault()), ('c', '#', None));
    assert!(!canvas.swap((2, 2), (0, 2)));
}

#[test]
fn a_size_keeps_what_fits() {
    let world = World::CheeseCorner;
    let mut canvas = Canvas::of(world, "#####\n#@#c#\n#...#\n#####");
    canvas.resize(6, 5);
    assert_eq!(canvas.text(), "######\n#@#c.#\n#....#\n#....#\n######");
    canvas.resize(4, 4);
    assert_eq!(canvas.text(), "####\n#@##\n#..#\n####");
    canvas.resize(1, 1_000);
    assert_eq!((canvas.width(), canvas.height()), (LEAST, world.max_side()));
}

#[test]
fn any_text_is_taken_up() {
    for text in ["", "x", "####\n#", "a=1\n###\n#.#\n###", "####\n#??#\n####", &"#".repeat(900)] {
        let canvas = Canvas::of(World::KeysAndChests, text);
        assert!(canvas.width() >= LEAST && canvas.height() >= LEAST, "{text}");
        assert!(canvas.width() <= World::KeysAndChests.max_side() && canvas.fault().is_some());
        assert_eq!(Canvas::of(World::KeysAndChests, &canvas.text()), canvas, "{text}");
    }
}
