//! The end of somebody's last day comes by itself.

use super::pass::{end, pass_all};
use super::today;
use crate::desk::{Inner, LocalDesk};
use crate::posted::sentence;
use crate::store::{StoreError, clinics_with_departures};
use app::api::Who;
use app::error::ServerError;
use domain::access::{Area, Right};
use domain::clinic::{Clinic, Leaving, Staff};
use domain::ids::{AccountId, ClinicId, SessionId, StaffId};
use std::sync::Weak;
use std::time::Duration;
use uuid::Uuid;

/// How often it is looked for. A last day ends at midnight, and rights end with it.
const EVERY: Duration = Duration::from_secs(5);

/// Closes departures whose last day is over, for as long as the desk is in use.
pub(crate) async fn keep(desk: Weak<Inner>) {
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(inner) = desk.upgrade() else { return };
        if let Err(error) = look(&LocalDesk::from(inner)).await {
            tracing::warn!(%error, "whose last day is over cannot be read now; it is tried again");
        }
    }
}

/// Once.
pub(crate) async fn look(desk: &LocalDesk) -> Result<(), StoreError> {
    for clinic in clinics_with_departures(desk.store()).await? {
        close_all(desk, clinic).await;
    }
    Ok(())
}

async fn close_all(desk: &LocalDesk, id: ClinicId) {
    let Ok(clinic) = desk.clinic(id).await else { return };
    let today = today(&clinic, desk.clock().now());
    for (leaver, leaving) in clinic.leaving.iter().filter(|(_, leaving)| leaving.last_day < today) {
        let Some(who) = in_whose_name(&clinic, *leaver, leaving) else { continue };
        if let Err(error) = last_evening(desk, &who, *leaver).await {
            let error = sentence(&error);
            tracing::warn!(%error, "a last day could not be closed now; it is tried again");
        }
    }
}

/// Rights end, whatever a rule refused to pass: what it was is in the log, and on the leaver for everybody to see.
async fn last_evening(desk: &LocalDesk, who: &Who, leaver: StaffId) -> Result<(), ServerError> {
    for refused in pass_all(desk, who, leaver).await? {
        let refused = sentence(&refused);
        tracing::warn!(%refused, "a case of somebody who left could not be passed on");
    }
    end(desk, who, leaver).await
}

/// Who arranged it, or, where they have no right to any more, somebody who has.
fn in_whose_name(clinic: &Clinic, leaver: StaffId, leaving: &Leaving) -> Option<Who> {
    let may = |staff: &&Staff| {
        staff.left.is_none() && staff.id != leaver && staff.viewer().may_anywhere(Area::Users, Right::Approve)
    };
    let arranged = clinic.staff.get(&leaving.by).filter(may);
    let staff = arranged.or_else(|| clinic.staff.values().find(may))?;
    let (account, session) = (AccountId(Uuid::nil()), SessionId(Uuid::nil()));
    Some(Who { account, session, clinic: clinic.id, viewer: staff.viewer() })
}
