//! Who is here, and which case they have open: told to those who may see that case.

use super::room::{Room, frame};
use domain::board::News;
use domain::ids::{CaseId, StaffId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// Comings and goings are told together, so that a hundred boards that reconnect are told of once.
const GATHER: Duration = Duration::from_millis(300);

/// Tells everybody in the room whenever something stirs.
pub(super) async fn tell(room: Arc<Room>) {
    loop {
        room.stirred().await;
        tokio::time::sleep(GATHER).await;
        once(&room).await;
    }
}

async fn once(room: &Room) {
    let everybody = room.everybody();
    let here = people(everybody.iter().map(|(_, who, case)| (who.viewer.staff, *case)));
    let cases: BTreeSet<CaseId> = here.values().filter_map(|case| *case).collect();
    let mut told = HashMap::new();
    for (id, who, _) in &everybody {
        // One person may have many boards open; what they may see is the same on each.
        let frame = if let Some(frame) = told.get(&who.viewer.staff) {
            Option::clone(frame)
        } else {
            let mut visible = BTreeSet::new();
            for case in &cases {
                if room.may_see(who, *case).await {
                    visible.insert(*case);
                }
            }
            let people =
                here.iter().map(|(staff, case)| (*staff, case.filter(|case| visible.contains(case))));
            let frame = frame(&News::Here { people: people.collect() });
            told.insert(who.viewer.staff, frame.clone());
            frame
        };
        if let Some(frame) = frame {
            room.tell_presence(*id, &frame);
        }
    }
}

/// Each person once; somebody with two boards looks at the case that one of them has open.
fn people(boards: impl Iterator<Item = (StaffId, Option<CaseId>)>) -> BTreeMap<StaffId, Option<CaseId>> {
    let mut people = BTreeMap::new();
    for (staff, case) in boards {
        let known = people.entry(staff).or_insert(None);
        *known = case.or(*known);
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::StaffId;
    use uuid::Uuid;

    #[test]
    fn a_person_with_two_boards_is_here_once() {
        let staff = StaffId(Uuid::from_u128(1));
        let case = CaseId(Uuid::from_u128(2));
        let here = people([(staff, Some(case)), (staff, None)].into_iter());
        assert_eq!(here, BTreeMap::from([(staff, Some(case))]));
    }
}
