-- What is open now tells of charges and denials too. An empty list of what is open marks a row that is older than that; the
-- program makes it anew when it starts.
update record_row set open = '';
