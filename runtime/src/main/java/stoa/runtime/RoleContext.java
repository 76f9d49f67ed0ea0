package stoa.runtime;

import java.util.function.Consumer;

/**
 * What the supervisor tells an instance that it starts.
 *
 * @param role the row's name
 * @param number tells the role's instances apart, from 1; unique among the processes that share a data folder
 * @param failed to be called when the instance can no longer do its work; the supervisor closes it and starts another
 */
public record RoleContext(String role, int number, Consumer<Throwable> failed) {

    /** The stable instance id: {@code points-1}, {@code points-2}, ... */
    public String instance() {
        return role + "-" + number;
    }
}
