package stoa.stores.relational;

import stoa.runtime.Settings;

/** Where relational data lives. Its components are the store's own to choose. */
public record RelationalSettings() {
    public static RelationalSettings read(Settings in) {
        throw new UnsupportedOperationException();
    }
}
