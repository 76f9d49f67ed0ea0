package stoa.runtime;

import java.util.List;

/** All that is wrong with the settings, each as one line that names the key and where its value came from. */
public final class InvalidSettings extends Exception {
    private final List<String> errors;

    InvalidSettings(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    public List<String> errors() {
        return errors;
    }
}
