"""Ground that everything stands on, without a word of the domain: configuration, errors, log, clock, ids."""
