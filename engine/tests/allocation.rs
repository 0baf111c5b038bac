//! The training loop takes no memory: after its first update, PPO runs on what it has.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use engine::learner::{Ppo, Progress};
use engine::scenario::Scenario;

struct Counting;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // Other threads of the test runner must not count, and neither may a thread that is being torn down.
    let _ = TAKEN.try_with(|taken| taken.set(taken.get() + 1));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn training_takes_no_memory() {
    for reward in ["if reached_cheese { 1 } else { 0 }", "reached_cheese - 0.01 * was(distance_to_cheese) + min(1, gamma * x) / (1 + y)"] {
        let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
        scenario.reward = reward.to_owned();
        let goals = scenario.check().expect("a good scenario");
        let mut ppo = Ppo::new(&scenario.agent, scenario.levels(0.0), goals.reward, goals.intended, 1);
        let mut update = |updates: u32| {
            let until = ppo.updates() + updates;
            while ppo.updates() < until {
                assert!(!matches!(ppo.advance(), Progress::Done | Progress::BadReward(_) | Progress::Diverged));
            }
        };
        // Buffers grow to their size: the longest level, the fullest observation.
        update(16);
        let before = TAKEN.get();
        update(8);
        assert_eq!(TAKEN.get() - before, 0, "allocations in 8 updates of {reward:?}");
    }
}
