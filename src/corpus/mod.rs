//! Many documents: sources, sinks, the parallel run, quarantine.
