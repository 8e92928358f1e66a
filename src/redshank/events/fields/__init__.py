"""The event table, one file per topic. `redshank.events.table` puts it together and checks it."""
