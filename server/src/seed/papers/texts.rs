//! Sentences of synthetic notes. They are about nobody.

use domain::kinds::Discipline;
use rand::Rng;
use rand::rngs::StdRng;

/// A measure of a discipline without questions of its own: its key, where a patient begins, and how far they come each time.
pub(super) fn measure(discipline: Discipline) -> (&'static str, i32, i32) {
    match discipline {
        Discipline::Slp => ("consonants_correct", 52, 6),
        Discipline::Ot => ("psfs", 4, 1),
        Discipline::Pt => ("lefs", 34, 7),
        Discipline::Aba => ("independent", 30, 8),
        Discipline::Mh => ("pcl_5", 44, -5),
    }
}

/// Words for a section of a note.
pub(super) fn of(key: &str, discipline: Discipline, rng: &mut StdRng) -> String {
    let trials = rng.random_range(10..=25);
    let right = rng.random_range(trials / 3..=trials);
    let minutes = rng.random_range(5..=20);
    match key {
        "done" => format!(
            "{} {} for {minutes} minutes. {}",
            pick(rng, doing(discipline)),
            pick(rng, HOW),
            pick(rng, WITH)
        ),
        "response" | "findings" | "outcome" => {
            format!("{right} of {trials} trials with {}. {}", pick(rng, HELP), pick(rng, TOOK))
        }
        "skill" | "assessment" => format!("{} {}", pick(rng, WHY), pick(rng, LEVEL)),
        "changes" | "present" => pick(rng, NEWS).to_owned(),
        "risk" => "Denied thoughts of harm to self or others; names two people to call.".to_owned(),
        _ => format!("{} Next: {}", pick(rng, HOME), pick(rng, NEXT)),
    }
}

fn pick<'a>(rng: &mut StdRng, of: &[&'a str]) -> &'a str {
    of.get(rng.random_range(0..of.len())).copied().unwrap_or_default()
}

fn doing(discipline: Discipline) -> &'static [&'static str] {
    match discipline {
        Discipline::Slp => &[
            "Practised /r/ in initial position",
            "Named pictures by category",
            "Retold a story with pictures",
            "Worked on two-step directions",
        ],
        Discipline::Ot => &[
            "Cut along curved lines",
            "Buttoned and zipped a vest",
            "Copied shapes on a vertical board",
            "Planned a three-step obstacle course",
        ],
        Discipline::Pt => &[
            "Step-ups on a low box",
            "Single-leg balance on foam",
            "Gait on a ramp",
            "Passive and active range of the knee",
        ],
        Discipline::Aba => &[
            "Ran requests by full sentence",
            "Ran waiting for a turn",
            "Ran matching to sample",
            "Ran the tooth-brushing chain",
        ],
        Discipline::Mh => &[
            "Named thoughts before and after the week's worst hour",
            "Planned an exposure on the bus",
            "Practised slow breathing",
            "Reviewed the sleep diary",
        ],
    }
}

const HOW: &[&str] =
    &["at the table", "on the floor", "with a timer", "in short sets with rests", "with a peer in the room"];
const WITH: &[&str] = &[
    "The caregiver watched and tried it once.",
    "Visual schedule in view throughout.",
    "Set up twice because of noise next door.",
    "Material was taken from home.",
    "Began with what went well last time.",
];
const HELP: &[&str] =
    &["a visual cue", "one verbal prompt", "a model first", "light physical guidance", "no help"];
const TOOK: &[&str] = &[
    "Stayed with it to the end.",
    "Asked for one break and came back.",
    "Laughed at errors and tried again.",
    "Tired in the last five minutes.",
    "Resisted at first, then joined.",
];
const WHY: &[&str] = &[
    "Cues were faded within the set by what each attempt showed.",
    "The load was graded by quality of movement.",
    "Errors were analysed and the target was changed at once.",
    "Timing of prompts was judged from attempt to attempt.",
];
const LEVEL: &[&str] = &[
    "A step above last session.",
    "About as last session.",
    "Below last session after a poor night.",
    "First success without a model.",
];
const NEWS: &[&str] = &[
    "Nothing new reported.",
    "A cold last week; well today.",
    "New class at school since Monday.",
    "Grandparent brings the child from now on.",
];
const HOME: &[&str] = &[
    "Five minutes at home after dinner.",
    "Practice sheet given and shown.",
    "Home practice goes on as it is.",
    "Caregiver sends a short video.",
];
const NEXT: &[&str] = &[
    "two words longer.",
    "the same with less help.",
    "a new set of items.",
    "add a distraction.",
    "measure again.",
];

/// A goal of a discipline: who does what, under which condition, what for.
pub(super) fn goal(discipline: Discipline, short: bool) -> (&'static str, &'static str, &'static str) {
    match (discipline, short) {
        (Discipline::Slp, false) => (
            "Says /r/ correctly in conversation of five minutes",
            "without cues",
            "so that classmates understand",
        ),
        (Discipline::Slp, true) => {
            ("Says initial /r/ in 20 single words", "with one visual cue", "as a step to sentences")
        }
        (Discipline::Ot, false) => (
            "Dresses for school, fasteners included, within 10 minutes",
            "with one reminder",
            "so that mornings are on time",
        ),
        (Discipline::Ot, true) => {
            ("Buttons 4 of 5 buttons on a vest", "with a model", "as a step to dressing")
        }
        (Discipline::Pt, false) => {
            ("Climbs 12 stairs with one rail, step over step", "without help", "to reach the bedroom")
        }
        (Discipline::Pt, true) => {
            ("Stands on one leg for 10 seconds", "with a hand near the rail", "as a step to stairs")
        }
        (Discipline::Aba, false) => {
            ("Asks for what is wanted in a sentence of three words", "with two adults", "in place of crying")
        }
        (Discipline::Aba, true) => {
            ("Asks for 5 preferred items by name", "with the item in view", "as a step to sentences")
        }
        (Discipline::Mh, false) => {
            ("Goes to school on 9 of 10 days", "with the morning plan", "to keep up with class")
        }
        (Discipline::Mh, true) => {
            ("Uses the breathing plan on 4 of 5 worried mornings", "with a card", "as a step to leaving home")
        }
    }
}

/// A diagnosis, interventions and the minutes of a session.
pub(super) fn plan(discipline: Discipline) -> (&'static str, &'static str, u16) {
    match discipline {
        Discipline::Slp => ("F80.0", "Speech sound treatment, caregiver training", 45),
        Discipline::Ot => ("R27.8", "Self-care training, fine motor and sensory-motor activities", 45),
        Discipline::Pt => ("M25.561", "Therapeutic exercise, gait and balance training, manual therapy", 45),
        Discipline::Aba => ("F84.0", "Adaptive behavior treatment by protocol, caregiver guidance", 120),
        Discipline::Mh => ("F41.1", "Cognitive behavioral therapy, individual", 45),
    }
}
