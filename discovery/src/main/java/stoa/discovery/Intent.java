package stoa.discovery;

/** The operator's will for an instance; nothing overrides it. */
public enum Intent { ENABLED, DRAINING, DISABLED }
