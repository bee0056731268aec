//! What the pages at the doors show.

use super::{Auth, demo};
use crate::accounts::invitations::{self, Purpose};
use crate::accounts::secret::Token;
use crate::accounts::{factor, factor_rows, rows};
use crate::store::Fault;
use app::api::Who;
use app::door::{AccountPage, DemoPerson, Door, FactorSetup, Invitation, OtherClinic};
use app::error::ServerError;

#[async_trait::async_trait]
impl Door for Auth {
    async fn demo_people(&self) -> Result<Vec<DemoPerson>, ServerError> {
        demo::people(self).await.fault("listing the demo people")
    }

    async fn invitation(&self, token: &str) -> Result<Invitation, ServerError> {
        let token = Token::parse(token).ok_or(ServerError::NotFound)?;
        let purpose =
            invitations::look(&self.store, &token, self.clock.now()).await.fault("reading a link")?;
        match purpose.ok_or(ServerError::NotFound)? {
            Purpose::Found => Ok(Invitation::Found),
            Purpose::Reset { .. } => Ok(Invitation::Reset),
            Purpose::Join(who) => {
                let clinic = self.clinics.get(who.clinic).await.fault("reading a clinic")?;
                let clinic = clinic.ok_or(ServerError::NotFound)?;
                let staff = clinic.active(who.staff).ok_or(ServerError::NotFound)?;
                let titles: Vec<&str> = staff.roles.iter().map(|role| role.title()).collect();
                Ok(Invitation::Join {
                    clinic: clinic.name.clone(),
                    name: staff.name.clone(),
                    title: titles.join(", "),
                })
            }
        }
    }

    async fn account(&self, who: &Who) -> Result<AccountPage, ServerError> {
        let account = rows::by_id(&self.store, who.account).await.fault("reading an account")?;
        let account = account.ok_or(ServerError::SignedOut)?;
        let setup =
            factor_rows::setup(&self.store, who.account, self.clock.now()).await.fault("reading a set-up")?;
        let recovery_left =
            factor_rows::recovery_left(&self.store, who.account).await.fault("counting recovery codes")?;
        Ok(AccountPage {
            email: account.email.as_str().to_owned(),
            has_password: account.password.is_some(),
            second_factor: account.factor_secret.is_some(),
            recovery_left: u32::try_from(recovery_left).unwrap_or(0),
            setup: setup.map(|setup| FactorSetup {
                typed: factor::typed(&setup.secret),
                uri: factor::uri(&setup.secret, &account.email).unwrap_or_default(),
                codes: setup.codes,
            }),
            other_clinics: self.other_clinics(who).await?,
        })
    }
}

impl Auth {
    async fn other_clinics(&self, who: &Who) -> Result<Vec<OtherClinic>, ServerError> {
        let mut others = Vec::new();
        for there in rows::memberships(&self.store, who.account).await.fault("reading memberships")? {
            let clinic = self.clinics.get(there.clinic).await.fault("reading a clinic")?;
            let clinic =
                clinic.filter(|clinic| clinic.id != who.clinic && clinic.active(there.staff).is_some());
            others.extend(clinic.map(|clinic| OtherClinic { clinic: clinic.id, name: clinic.name.clone() }));
        }
        Ok(others)
    }
}
