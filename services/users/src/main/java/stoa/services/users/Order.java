package stoa.services.users;

import java.util.Locale;

/** In which order users are listed; those that are equal in it, by id. */
record Order(By by, boolean descending) {
    static final Order USUAL = new Order(By.ID, false);

    enum By { ID, NOME, ATIVO_DESDE }

    /** @throws IllegalArgumentException saying what would do */
    static Order of(String text) {
        var descending = text.startsWith("-");
        var field = descending ? text.substring(1) : text;
        for (var by : By.values()) {
            if (by.name().toLowerCase(Locale.ROOT).equals(field)) {
                return new Order(by, descending);
            }
        }
        throw new IllegalArgumentException("must be id, nome or ativo_desde, with a minus sign before it to descend");
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + by.name().toLowerCase(Locale.ROOT);
    }
}
