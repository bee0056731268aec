//! Takes cards from the boards of those whose grant has ended: nothing happens then of which anybody would be told.

use super::room::Room;
use std::sync::Arc;
use std::time::Duration;

/// How long a card may stay on a board after its grant.
const LOOK: Duration = Duration::from_secs(1);

/// Looks for as long as the server runs.
pub(super) async fn tell(room: Arc<Room>) {
    let mut since = room.now();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = room.now();
        room.end_grants(since, now).await;
        since = now;
    }
}
