//! The desk's contract, told on both databases.

mod batch;
mod group;
mod journal;
mod news;
mod office;
mod servers;
mod speed;
mod trouble;
mod walls;

/// A clinic with a few cases, for tests of other modules.
pub(crate) async fn tests_office(store: crate::store::Store) {
    use app::api::Desk;
    let office = office::Office::on(store).await;
    for name in ["Mia Vidal", "Noor Haddad", "Öykü Nuñez"] {
        let case = office.opens(name).await;
        office.desk.chart(&office.who("Cleo"), case).await.unwrap();
    }
}
