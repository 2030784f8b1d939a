//! Two tenants act at random, and nobody is ever told a word of the other's.
//!
//! People of both follow links and send forms as they find them, now and then what only the other
//! tenant's people were led to. Whatever a tenant's people typed holds the tenant's hidden mark, so
//! that an answer that holds the other's has told too much; and an id that people of both are shown
//! is an id too many. `WALK_SEED` brings a walk back; `SOAK` makes it so many times longer.

mod typed;
mod walker;

use std::collections::HashMap;

use app::routes::For;
use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use testbed::people;
use testbed::tenant::{ALDER, BIRCH, Marks, NOW, Tenant};
use testbed::{Bed, on_both};

use crate::explore::{Found, things_in};
use crate::page::Control;
use walker::{Seen, Walker};

/// Steps of a walk.
const STEPS: usize = 2_000;
/// Steps between two moves of the clock.
const STEPS_A_MOVE: usize = 60;

/// What everybody may be shown the id of: services on sale with their versions, which stand in the form of
/// whoever orders them, a member or not; and organisations, by which services
/// are filtered and to which one asks to belong; and that somebody asked so, which they are shown and
/// whoever decides on it.
const OPEN_KINDS: [&str; 4] = ["service_", "version_", "org_", "join_"];

/// The side somebody is on.
type Side = Option<Marks>;

/// A number that whoever runs the tests sets, or the usual one.
pub fn number(variable: &str, usual: usize) -> usize {
    let set = std::env::var(variable).ok();
    set.map_or(usual, |text| text.parse().expect("a whole number"))
}

struct Walk {
    seed: usize,
    step: usize,
    walkers: Vec<Walker>,
    /// Which tenant's people an id was shown to first.
    shown_to: HashMap<String, Marks>,
    letters_read: usize,
}

impl Walk {
    async fn begin(bed: &Bed, seed: usize) -> Self {
        let mut walkers = vec![Walker::visitor(bed)];
        for marks in [ALDER, BIRCH] {
            let tenant = Tenant::of(bed, marks).await;
            let seen = Seen::default();
            for person in tenant.people.iter().chain([&tenant.of_both_schools]) {
                walkers.push(Walker::of(bed, &tenant, person, &seen));
            }
        }
        walkers.push(Walker::operator(bed, &people::operator(bed).await));
        Self { seed, step: 0, walkers, shown_to: HashMap::new(), letters_read: 0 }
    }

    /// One person does one thing.
    async fn go(&mut self, dice: &mut StdRng) {
        let at = dice.random_range(0..self.walkers.len());
        let stolen = dice.random_ratio(1, 12).then(|| self.steal(at, dice)).flatten();
        let walker = &mut self.walkers[at];
        let (found, answer) = walker.step(stolen, dice).await;
        let told = format!(
            "seed {}, step {}: {} {:?} {} ({})",
            self.seed,
            self.step,
            walker.name,
            found.route.method,
            found.sending.address,
            answer.status
        );
        assert!(!answer.status.is_server_error(), "{told}\n{}", answer.text);
        let side = walker.side;
        tells_nothing(side, &answer.text, &told);
        tells_nothing(side, answer.leads_to(), &told);
        if found.route.whom != For::Everybody {
            self.ids(side, &found, &answer.text, &told);
        }
    }

    /// Something that somebody of another side was led to.
    fn steal(&self, at: usize, dice: &mut StdRng) -> Option<Found> {
        let side = self.walkers[at].side;
        let others: Vec<&Walker> = self
            .walkers
            .iter()
            .filter(|other| other.side.is_some() && other.side != side)
            .collect();
        let other = others.get(dice.random_range(0..others.len()))?;
        let mut found = other.anything(dice)?;
        let typed = |text: &str| {
            let text = text.to_lowercase();
            [ALDER, BIRCH].iter().any(|marks| text.contains(marks.hidden))
        };
        // An address that carries what they typed would say it back: nobody else can know it.
        if typed(&found.sending.address) {
            return None;
        }
        // What they typed stays behind; what the form names goes along.
        for field in found.form.iter_mut().flat_map(|form| &mut form.fields) {
            if matches!(field.control, Control::Typed { .. }) {
                field.values.clear();
            }
            field.values.retain(|value| !typed(value));
        }
        Some(found)
    }

    fn ids(&mut self, side: Side, found: &Found, text: &str, told: &str) {
        let Some(marks) = side else { return };
        let asked = found.things();
        for id in things_in(text) {
            if OPEN_KINDS.iter().any(|kind| id.starts_with(kind)) || asked.contains(&id) {
                continue;
            }
            let first = *self.shown_to.entry(id.to_owned()).or_insert(marks);
            assert_eq!(first, marks, "{told} shows {id}, which the other's people were shown");
        }
    }

    /// Time passes, and what is due is done; letters tell nothing either.
    async fn rest(&mut self, bed: &Bed) {
        let moves = i32::try_from(self.step / STEPS_A_MOVE).unwrap();
        bed.clock.set(testbed::instant(NOW) + TimeDelta::hours(7) * moves);
        bed.run_jobs().await;
        let letters = bed.letters.all();
        for letter in letters.iter().skip(self.letters_read) {
            let to = [ALDER, BIRCH].into_iter().find(|marks| letter.to.contains(marks.hidden));
            // Whoever asks a school to let them in is told by name who did.
            let Some(to) = to else { continue };
            let text = app::mail::write(letter, "http://pool.example");
            let told = format!("seed {}, step {}: a letter to {}", self.seed, self.step, letter.to);
            tells_nothing(Some(to), &format!("{}\n{}", text.subject, text.text), &told);
        }
        self.letters_read = letters.len();
    }
}

/// Fails where a text holds the hidden mark of a side that its reader is not on.
fn tells_nothing(side: Side, text: &str, told: &str) {
    let text = text.to_lowercase();
    for marks in [ALDER, BIRCH].into_iter().filter(|marks| side != Some(*marks)) {
        if let Some(at) = text.find(marks.hidden) {
            let around: String = text
                .chars()
                .skip(text[..at].chars().count().saturating_sub(300))
                .take(400)
                .collect();
            panic!("{told} tells the words of {}: {around}", marks.open);
        }
    }
}

on_both! {
    async fn two_tenants_act_at_random_and_neither_is_told_a_word_of_the_others(bed) {
        let seed = number("WALK_SEED", 7);
        let mut dice = StdRng::seed_from_u64(seed as u64);
        let mut walk = Walk::begin(&bed, seed).await;
        for step in 0..STEPS * number("SOAK", 1) {
            walk.step = step;
            if step % STEPS_A_MOVE == 0 {
                walk.rest(&bed).await;
            }
            walk.go(&mut dice).await;
        }
        walk.rest(&bed).await;
        for marks in [ALDER, BIRCH] {
            let walkers = || walk.walkers.iter().filter(|walker| walker.side == Some(marks));
            let (pages, done) = (walkers().map(|w| w.pages).sum::<usize>(), walkers().map(|w| w.done).sum::<usize>());
            assert!(pages > STEPS / 5 && done > STEPS / 50, "they hardly walked: {pages}, {done}");
        }
    }
}
