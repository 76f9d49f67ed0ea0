package stoa.services.directory;

/** The users service gave no answer that can be used; the message says why, in the words of the page. */
final class UsersAway extends Exception {
    UsersAway(String reason, Throwable cause) {
        super(reason, cause);
    }

    UsersAway(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
