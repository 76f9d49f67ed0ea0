package stoa.main.remote;

/** A command could not do what it was asked; the message is one line for the person who typed it. */
public final class CommandFailed extends Exception {
    public CommandFailed(String message) {
        super(message);
    }
}
