//! The slow hash of passwords, and the one seat where it is computed: sign-ins must not starve moves.

use super::password::Password;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Hashes that may wait for the seat; beyond that the server is busy. At about 25 ms each, the last waits two seconds.
const QUEUE: usize = 80;
/// Longest text that is hashed, in bytes: four for each character of the longest password.
const BYTES_MAX: usize = 4 * (super::password::MAX + 1);

/// A password for nobody: verified for unknown names, so that they take as long as known ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y2FzZWJvYXJkLW5vYm9keQ$IuV9VG5WhGQBk4bJPGdfFPzr0Qe1RUXEeZrpHf8bpOo";

/// Why nothing was hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HashError {
    /// Too many sign-ins wait; trying again in a few seconds is right.
    #[error("too many sign-ins are waiting")]
    Busy,
    /// The machine could not: no memory, no randomness.
    #[error("the password could not be hashed")]
    Broken,
}

/// Hashes with argon2id, 19 MiB, two passes (OWASP), one at a time for the whole process.
#[derive(Clone, Debug)]
pub struct Hasher {
    seat: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher { seat: Arc::new(Semaphore::new(1)), queue: Arc::new(Semaphore::new(QUEUE)) }
    }
}

impl Hasher {
    /// A hash to store, in PHC form with its salt.
    pub async fn hash(&self, password: &Password) -> Result<String, HashError> {
        let password = password.clone();
        self.seated(move || {
            let hash = argon2().hash_password(password.reveal().as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| HashError::Broken)
        })
        .await?
    }

    /// Whether the password is the one whose hash this is. Without a hash: no, after the same work.
    pub async fn verify(&self, password: &Password, hash: Option<String>) -> Result<bool, HashError> {
        let password = password.clone();
        self.seated(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let text = password.reveal().as_bytes();
            let matches = text.len() <= BYTES_MAX && verify(text, &hash);
            known && matches
        })
        .await
    }

    async fn seated<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let _place: SemaphorePermit<'_> = self.queue.try_acquire().map_err(|_| HashError::Busy)?;
        let _seat = self.seat.acquire().await.map_err(|_| HashError::Broken)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| HashError::Broken)
    }
}

fn verify(text: &[u8], hash: &str) -> bool {
    argon2::PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(text, &hash).is_ok())
}

fn argon2() -> Argon2<'static> {
    Argon2::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = Hasher::default();
        let (right, wrong) = (Password::typed("violet otter 17"), Password::typed("violet otter 18"));
        let hash = hasher.hash(&right).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash(&right).await.unwrap(), "each hash has its own salt");
        assert_eq!(hasher.verify(&right, Some(hash.clone())).await, Ok(true));
        assert_eq!(hasher.verify(&wrong, Some(hash)).await, Ok(false));
        assert_eq!(hasher.verify(&right, None).await, Ok(false));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = argon2::PasswordHash::new(NOBODY).unwrap();
        let (theirs, ours) = (argon2::Params::try_from(&nobody).unwrap(), argon2().params().clone());
        let cost = |params: &argon2::Params| (params.m_cost(), params.t_cost(), params.p_cost());
        assert_eq!(cost(&theirs), cost(&ours));
        assert!(!verify(b"", NOBODY));
    }

    #[tokio::test]
    async fn a_flood_of_sign_ins_is_refused_instead_of_queued_for_ever() {
        let hasher = Hasher { seat: Arc::new(Semaphore::new(1)), queue: Arc::new(Semaphore::new(0)) };
        assert_eq!(hasher.verify(&Password::typed("x"), None).await, Err(HashError::Busy));
    }
}
