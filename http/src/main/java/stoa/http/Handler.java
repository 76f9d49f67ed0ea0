package stoa.http;

/** Answers one request, on a virtual thread of its own: plain blocking code. */
@FunctionalInterface
public interface Handler {
    /** @throws Exception a {@link Problem} is answered as it is; anything else as 500 without its message */
    Reply handle(Request request) throws Exception;
}
